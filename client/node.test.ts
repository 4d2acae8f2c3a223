import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { discoverDaemon } from "./node.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "specwright-"));
  mkdirSync(join(root, ".agents/daemon"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(root, ".agents/daemon", name), text);
}

const ACTIVATION = JSON.stringify({ url: "http://127.0.0.1:8765", address: "127.0.0.1:8765", pid: 1, ready: true });

it("finds nothing where no daemon was started", async () => {
  expect(await discoverDaemon(root)).toBeUndefined();
});

it("finds the address, and the token once there is one", async () => {
  write("activation.json", ACTIVATION);
  expect(await discoverDaemon(root)).toEqual({ baseUrl: "http://127.0.0.1:8765", credentials: {} });
  write("token", "secret\n");
  expect(await discoverDaemon(root)).toMatchObject({ credentials: { DaemonMutationToken: "secret" } });
});

it.each(["null", "{}", '{"url":1}', "{"])("rejects %s as an activation", async (text) => {
  write("activation.json", text);
  await expect(discoverDaemon(root)).rejects.toThrow();
});
