import { chmod, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DaemonProcess } from "../jobspec/process/daemon-process.js";

let root = "";
let daemon: DaemonProcess;
let url = "";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "specwright-token-"));
  daemon = new DaemonProcess("run", "--root", root, "--addr", "127.0.0.1:0", "--log-level", "info");
  url = await daemon.url();
});

afterEach(async () => {
  daemon.kill("SIGKILL");
  await daemon.exited;
  await rm(root, { recursive: true, force: true });
});

const path = (): string => join(root, ".agents/daemon/token");
const token = async (): Promise<string> => (await readFile(path(), "utf8")).trim();

/** Sends SIGHUP and waits until the daemon's log tells what it came to. */
async function reload(message: string): Promise<void> {
  daemon.kill("SIGHUP");
  await expect.poll(() => daemon.stderr, { timeout: 20_000 }).toContain(message);
}

describe("a token", () => {
  it("is replaced by SIGHUP, at once and for good, and nothing that was accepted is lost", async () => {
    const old = await token();
    expect(await daemon.submit("a", old)).toBe(202);
    await writeFile(path(), "a fresh token\n", { mode: 0o600 });
    await reload("token read again");
    expect([await daemon.submit("b", old), await daemon.submit("b", "a fresh token")]).toEqual([403, 202]);
    const { queue } = (await (await fetch(`${url}/v1/status`)).json()) as { queue: { jobs: { job_id: string }[] } };
    expect(queue.jobs.map(({ job_id }) => job_id)).toEqual(["a", "b"]);
    expect(daemon.stderr).not.toContain("a fresh token");
  });

  it("is the last one, however fast it is replaced, also while requests run", async () => {
    let isBusy = true;
    const statuses = new Set<number>();
    const busy = async (): Promise<void> => {
      while (isBusy) statuses.add(await daemon.submit("a", await token()));
    };
    const running = Promise.all([busy(), busy()]);
    for (let turn = 0; turn < 30; turn++) {
      await writeFile(`${path()}.next`, `token-${turn}`, { mode: 0o600 });
      await rename(`${path()}.next`, path());
      daemon.kill("SIGHUP");
    }
    await expect.poll(() => daemon.submit("b", "token-29"), { timeout: 20_000 }).toBe(202);
    isBusy = false;
    await running;
    expect(await daemon.submit("c", "token-29")).toBe(202);
    expect([...statuses].filter((status) => status !== 202 && status !== 403)).toEqual([]);
    expect(daemon.stderr).not.toContain("token-");
  });

  it("is made anew when its file is gone", async () => {
    const old = await token();
    await rm(path());
    await reload("token read again");
    expect(await token()).not.toBe(old);
    expect([await daemon.submit("a", old), await daemon.submit("a", await token())]).toEqual([403, 202]);
  });

  it("stays when the new one cannot be taken", async () => {
    const old = await token();
    await writeFile(path(), "open to others\n");
    await chmod(path(), 0o644);
    await reload("the one before stays");
    expect([await daemon.submit("a", "open to others"), await daemon.submit("a", old)]).toEqual([403, 202]);
  });
});
