import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LockedError, lockDirectory } from "./directory-lock.js";

let directory = "";
let path = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "specwright-lock-"));
  path = join(directory, "daemon.lock");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("lockDirectory", () => {
  it("lets one owner in at a time", async () => {
    const lock = await lockDirectory(path);
    await expect(lockDirectory(path)).rejects.toBeInstanceOf(LockedError);
    await lock.release();
    await (await lockDirectory(path)).release();
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ["a process that is gone", "999999999 1"],
    ["a process whose id another has now", `${process.pid} 1`],
    ["nobody", ""],
  ])("takes over from %s", async (_owner, text) => {
    await writeFile(path, text);
    await lockDirectory(path);
    expect(await readFile(path, "utf8")).toMatch(new RegExp(`^${process.pid} `));
  });

  // The first process of a container often asks for nobody's exit code.
  it.runIf(existsSync("/proc/self/stat"))("takes over from a process that was killed and not waited for", async () => {
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [pid] = await once(parent.stdout, "data").then(([chunk]) => String(chunk).split("\n"));
      const stat = (): string[] => readFileSync(`/proc/${pid}/stat`, "utf8").split(" ");
      await writeFile(path, `${pid} ${stat()[21]}`);
      await expect(lockDirectory(path)).rejects.toBeInstanceOf(LockedError);
      process.kill(Number(pid), "SIGKILL");
      await vi.waitUntil(() => stat()[2] === "Z", { timeout: 10_000 });
      await (await lockDirectory(path)).release();
    } finally {
      parent.kill("SIGKILL");
    }
  });

  it("lets exactly one of many in, also when a stale file lies there", async () => {
    await writeFile(path, "999999999 1");
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(path)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  });

  it("writes through no link that lies where it writes first", async () => {
    const mine = join(directory, "mine");
    await writeFile(mine, "mine");
    // The numbers go on from the tests before.
    const drafts = Array.from({ length: 200 }, (_, index) => `${path}.${process.pid}.${index}`);
    for (const draft of drafts) await symlink(mine, draft);
    await (await lockDirectory(path)).release();
    expect(await readFile(mine, "utf8")).toBe("mine");
  });

  it("releases only its own lock", async () => {
    const lock = await lockDirectory(path);
    await writeFile(path, "1 1");
    await lock.release();
    expect(await readFile(path, "utf8")).toBe("1 1");
  });
});
