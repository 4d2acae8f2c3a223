import { expect, it } from "vitest";
import { bundle } from "./bundle.js";

/** Bytes of a bundle of three operations whose replies are checked, after gzip. */
const LIMIT = 2048;

const THREE =
  'export { createClient, submitJob, getDaemonHealth, getDaemonReady } from "./generated/jobspec/client.js";';

it("three operations with checked replies take no more than 2 kB", async () => {
  const { gzipBytes } = await bundle(THREE);
  expect(gzipBytes).toBeLessThanOrEqual(LIMIT);
});

it("a bundle holds what its operations need, and no more", async () => {
  const { text } = await bundle(THREE);
  expect(text).toContain("/v1/jobs");
  for (const other of ["/v1/events", "openclaw", "TextDecoder", "getReader", "FormData", "toUTCString"]) {
    expect(text).not.toContain(other);
  }
  const streaming = await bundle('export { streamRunLogs } from "./generated/taskrunner/client.js";');
  expect(streaming.text).toContain("TextDecoder");
});

it("nothing happens when a client is loaded", async () => {
  expect((await bundle('import "./generated/jobspec/client.js";')).text).toBe("");
  expect((await bundle('import "./generated/taskrunner/client-object.js";')).text).toBe("");
});
