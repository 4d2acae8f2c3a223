import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Credential } from "../generated/runtime/client.js";
import { discoverDaemon, type AccessSources, type DaemonAccess } from "./node.js";

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
  expect(await found()).toEqual(access("http://127.0.0.1:8765", "secret"));
});

it("asks the file for the token at each call, since it may be replaced", async () => {
  write("activation.json", ACTIVATION);
  write("token", "first");
  const { credentials } = (await discoverDaemon(root)) ?? {};
  write("token", "second");
  expect(await asked(credentials?.DaemonMutationToken)).toBe("second");
  write("token", "");
  expect(await asked(credentials?.DaemonMutationToken)).toBe("second");
});

it.each(["null", "{}", '{"url":1}', "{"])("rejects %s as an activation", async (text) => {
  write("activation.json", text);
  await expect(discoverDaemon(root)).rejects.toThrow();
});

it("takes an option before the environment, and both before the files", async () => {
  write("activation.json", ACTIVATION);
  write("token", "of the file");
  const environment = {
    SPECWRIGHT_URL: "http://localhost:1",
    AGENTOPS_DAEMON_TOKEN: "last",
    AGENTOPSD_TOKEN: "second",
  };
  const url = "http://127.0.0.1:2";
  expect(await discoverDaemon(root, { environment })).toEqual(access("http://localhost:1", "second"));
  const first = { ...environment, SPECWRIGHT_TOKEN: "first" };
  expect(await discoverDaemon(root, { environment: first, url })).toEqual(access(url, "first"));
  expect(await discoverDaemon(root, { environment, token: "option" })).toEqual(access("http://localhost:1", "option"));
  const blank = { SPECWRIGHT_URL: "", SPECWRIGHT_TOKEN: " " };
  expect(await found({ environment: blank })).toEqual(access("http://127.0.0.1:8765", "of the file"));
});

it("sends the token of the file to this machine only", async () => {
  write("token", "secret");
  for (const url of ["http://daemon.example:8765", "http://[::ffff:10.0.0.1]:8765", "http://127.0.0.1.example"]) {
    expect(await discoverDaemon(root, { url })).toEqual({ baseUrl: url, credentials: {} });
  }
  for (const url of ["http://[::1]:8765", "http://127.9.9.9", "http://[::ffff:127.0.0.1]:8765"]) {
    expect(await found({ url })).toEqual(access(url, "secret"));
  }
});

it.each(["activation.json", "token"])("follows no link in place of %s", async (name) => {
  write("activation.json", ACTIVATION);
  write("token", "secret");
  rmSync(join(root, ".agents/daemon", name));
  writeFileSync(join(root, "mine"), name === "token" ? "mine" : ACTIVATION);
  symlinkSync(join(root, "mine"), join(root, ".agents/daemon", name));
  await expect(discoverDaemon(root)).rejects.toThrow(`${name}: is a symbolic link, which is not followed`);
});

async function asked(credential: Credential | undefined): Promise<string | undefined> {
  return typeof credential === "function" ? credential() : credential;
}

/** What is discovered, with the token as a call would send it. */
async function found(sources: AccessSources = {}): Promise<DaemonAccess | undefined> {
  const { baseUrl = "", credentials } = (await discoverDaemon(root, sources)) ?? {};
  return access(baseUrl, (await asked(credentials?.DaemonMutationToken)) ?? "");
}

function access(baseUrl: string, token: string): DaemonAccess {
  return { baseUrl, credentials: { DaemonMutationToken: token } };
}
