import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DaemonProcess } from "../jobspec/process/daemon-process.js";

const TOKEN = "correct-horse-battery";
let base = "";
let root = "";
let umask = 0;
let running: DaemonProcess[] = [];

beforeEach(async () => {
  umask = process.umask(0);
  base = await mkdtemp(join(tmpdir(), "specwright-security-"));
  root = join(base, "project");
});

afterEach(async () => {
  process.umask(umask);
  for (const daemon of running) daemon.kill("SIGKILL");
  await Promise.all(running.map((daemon) => daemon.exited));
  running = [];
  await rm(base, { recursive: true, force: true });
});

function start(...more: readonly string[]): DaemonProcess {
  const daemon = new DaemonProcess("run", "--root", root, "--addr", "127.0.0.1:0", "--log-level", "error", ...more);
  running.push(daemon);
  return daemon;
}

async function stop(daemon: DaemonProcess): Promise<unknown> {
  daemon.kill("SIGTERM");
  return daemon.exited;
}

async function startAndStop(): Promise<void> {
  const daemon = start("--token", TOKEN);
  await daemon.url();
  await stop(daemon);
}

/** Permission bits of everything in the daemon's directory, by path. */
async function modes(): Promise<ReadonlyMap<string, number>> {
  const directory = join(root, ".agents/daemon");
  const names = [".", ...(await readdir(directory, { recursive: true }))];
  const entries = names.map(async (name) => [name, (await stat(join(directory, name))).mode] as const);
  return new Map(await Promise.all(entries));
}

/** What somebody else may do with anything in the daemon's directory. */
async function openToOthers(): Promise<readonly string[]> {
  return [...(await modes())].filter(([, mode]) => (mode & 0o077) !== 0).map(([name]) => name);
}

describe("the daemon's files", () => {
  it("are for their owner alone, under any umask", async () => {
    await mkdir(root);
    const first = start();
    await first.url();
    const token = (await readFile(join(root, ".agents/daemon/token"), "utf8")).trim();
    expect(await first.submit("a", token)).toBe(202);
    const whileRunning = await modes();
    expect(await openToOthers()).toEqual([]);
    await stop(first);
    // A torn tail goes to quarantine.
    const ledger = join(root, ".agents/daemon/ledger.jsonl");
    await writeFile(ledger, `${await readFile(ledger, "utf8")}{"schema_version":1,"at":`);
    const second = start();
    expect(await second.submit("b", token)).toBe(202);
    await stop(second);
    const names = [...whileRunning.keys(), ...(await modes()).keys()].join(" ");
    for (const name of [
      "token",
      "activation.json",
      "daemon.lock",
      "ledger.jsonl",
      "ledger.head",
      "quarantine/",
      "latest.json",
    ]) {
      expect(names).toContain(name);
    }
    expect(await openToOthers()).toEqual([]);
  });

  it("are no part of the repository that the project is, unless its owner says so", async () => {
    await mkdir(root);
    const git = (...argv: string[]) => execFileSync("git", argv, { cwd: root, encoding: "utf8" });
    git("init", "--quiet");
    await startAndStop();
    expect(git("status", "--porcelain", "--untracked-files=all")).toBe("");
    await writeFile(join(root, ".agents/daemon/.gitignore"), "token\n");
    await startAndStop();
    expect(git("status", "--porcelain", "--untracked-files=all")).toContain(".agents/daemon/activation.json");
  });

  it("are taken from others when the directory was given to them", async () => {
    await mkdir(join(root, ".agents/daemon"), { recursive: true });
    await chmod(join(root, ".agents/daemon"), 0o777);
    await startAndStop();
    expect((await modes()).get(".")).toBe(0o40700);
  });
});

describe("symbolic links", () => {
  it.each([".agents", ".agents/daemon"])("in place of %s keep the daemon from starting", async (place) => {
    const target = join(base, "target");
    await mkdir(target);
    await mkdir(join(root, place, ".."), { recursive: true });
    await symlink(target, join(root, place));
    const daemon = start("--token", TOKEN);
    expect(await daemon.exited).toBe(1);
    expect(daemon.stderr).toMatch(/\.agents(\/daemon)? is a symbolic link; remove it, or serve its target\n$/);
    expect(await readdir(target)).toEqual([]);
  });

  it.each(["ledger.jsonl", "ledger.jsonl.tmp", "ledger.head.tmp", "activation.json.tmp", "projections/jobs.json.tmp"])(
    "in place of %s are not written through",
    async (name) => {
      const target = join(base, "target");
      await writeFile(target, "mine");
      const path = join(root, ".agents/daemon", name);
      await mkdir(join(path, ".."), { recursive: true });
      await symlink(target, path);
      const daemon = start("--token", TOKEN);
      // Without a ledger it serves its health; without an activation file it does not start.
      const url = await daemon.url().catch(() => undefined);
      const status = url === undefined ? 0 : await daemon.submit("a", TOKEN);
      if (name === "ledger.jsonl") expect(status).toBe(500);
      await stop(daemon);
      expect(await readFile(target, "utf8")).toBe("mine");
    },
  );

  it("in place of a directory of projections are not written through", async () => {
    const target = join(base, "target");
    await mkdir(target);
    await mkdir(join(root, ".agents/daemon"), { recursive: true });
    await symlink(target, join(root, ".agents/daemon/projections"));
    const daemon = start("--token", TOKEN);
    expect(await daemon.submit("a", TOKEN)).toBe(202);
    await stop(daemon);
    expect(await readdir(target)).toEqual([]);
    expect(daemon.stderr).toBe("");
  });

  it("to the root are followed once: the daemon stays where it started", async () => {
    const [first, second] = [join(base, "first"), join(base, "second")];
    await mkdir(first);
    await mkdir(second);
    await symlink(first, root);
    const daemon = start("--token", TOKEN);
    await daemon.url();
    await symlink(second, `${root}.new`);
    await rename(`${root}.new`, root);
    expect(await daemon.submit("a", TOKEN)).toBe(202);
    await stop(daemon);
    expect(await readFile(join(first, ".agents/daemon/ledger.jsonl"), "utf8")).toContain('"job_id":"a"');
    expect(await readdir(second)).toEqual([]);
  });
});
