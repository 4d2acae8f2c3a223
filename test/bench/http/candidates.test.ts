import { afterEach, describe, expect, it } from "vitest";
import type { Running } from "./candidate.js";
import { CANDIDATES } from "./candidates/index.js";
import { JOB, TOKEN, TOKEN_HEADER } from "./work.js";

let running: Running | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function post(body: string, token = TOKEN): Promise<Response> {
  const headers = { "content-type": "application/json", [TOKEN_HEADER]: token };
  return fetch(`http://127.0.0.1:${running?.port}/v1/jobs`, { method: "POST", headers, body });
}

it("posts a job of 200 bytes", () => {
  expect(Buffer.byteLength(JOB)).toBe(200);
});

describe.each(CANDIDATES)("$name", ({ start, validates }) => {
  it("accepts the job, tells its health and refuses a wrong token", async () => {
    running = await start();
    const accepted = await post(JOB);
    expect(accepted.status).toBe(202);
    expect(await accepted.json()).toMatchObject({
      accepted: true,
      request_id: "req_20260430_000001",
      status: "queued",
    });
    const health = await fetch(`http://127.0.0.1:${running.port}/v1/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: "ok", daemon: "agentopsd", read_only: true });
    expect([401, 403]).toContain((await post(JOB, "wrong")).status);
  });

  it(validates ? "refuses a job of an unknown type" : "takes any job", async () => {
    running = await start();
    expect((await post(JSON.stringify({ job_type: "unknown" }))).status).toBe(validates ? 400 : 202);
  });
});
