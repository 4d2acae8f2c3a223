import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { createDaemon } from "../../server/jobspec/daemon.js";
import { FILE_PATHS } from "../../server/jobspec/projections/file-paths.js";
import { lockDirectory } from "../../server/kernel/ports/directory-lock.js";
import { fileStorage } from "../../server/kernel/ports/file-storage.js";
import { runProjections } from "../../server/projection-commands/main.js";
import { capturePrinted, scratch } from "../cli/cli.js";

const PATHS = Object.values(FILE_PATHS);
let root = "";
let printed = "";

beforeEach(() => {
  root = scratch();
  printed = "";
  capturePrinted((text) => (printed += text));
});

async function run(...argv: string[]): Promise<number> {
  printed = "";
  return runProjections([...argv, "--root", root]);
}

const file = (path: string): Promise<string> => readFile(join(root, path), "utf8");
const ledger = (): Promise<string> => file(".agents/daemon/ledger.jsonl");

/** A ledger with some jobs, and the files that a daemon leaves when it stops. */
async function serveSomeJobs(): Promise<void> {
  const storage = fileStorage(root);
  await storage.makeDirectory(".agents/daemon");
  const { runtime, stop } = await createDaemon({ storage, token: "t" });
  for (const jobId of ["a", "b"]) {
    await runtime.execute({ kind: "submit", jobType: "wiki.forge", jobId, requestId: `r-${jobId}`, actor: "t" });
  }
  await stop(1000);
}

async function spoil(path: string, change: (text: string) => string): Promise<void> {
  const text = await file(path);
  expect(change(text)).not.toBe(text);
  await writeFile(join(root, path), change(text));
}

describe("specwright projections", () => {
  it("verifies what a daemon left, without changing anything", async () => {
    await serveSomeJobs();
    const before = await ledger();
    expect(await run("verify")).toBe(0);
    expect(printed).toBe(PATHS.map((path) => `${path}: current (the ledger has 2 events)\n`).join(""));
    expect(await ledger()).toBe(before);
  });

  it.each([
    ["is missing", "", undefined],
    ["is not whole", "jobs.json", (text: string) => text.slice(0, -9)],
    ['differs from a replay of the ledger in "jobs"', "jobs.json", (text: string) => text.replace('"b"', '"c"')],
    [
      'differs from a replay of the ledger in "resources"',
      "latest.json",
      (text: string) => text.replace("queued", "failed"),
    ],
    ['in "output_paths"', "jobs.json", (text: string) => text.replace('paths":[".agents', 'paths":["/etc')],
    ['in "snapshot_id"', "latest.json", (text: string) => text.replace("snap_", "snip_")],
    ['in "more"', "status.json", (text: string) => text.replace("{", '{"more":1,')],
    ["which the ledger does not hold", "status.json", (text: string) => text.replaceAll("_b_", "_x_")],
  ])("finds a file that %s, and rebuilds it", async (fault, name, change) => {
    await serveSomeJobs();
    const path = PATHS.find((known) => known.endsWith(name)) ?? "";
    if (change === undefined) await rm(join(root, path));
    else await spoil(path, change);
    expect(await run("verify")).toBe(1);
    expect(printed).toContain(`${path}: `);
    expect(printed).toContain(fault);
    expect(await run("rebuild")).toBe(0);
    expect(printed).toContain(`${path}: current (the ledger has 3 events)\n`);
    expect(await ledger()).toContain('"event_type":"projection.rebuilt"');
    expect(await run("verify")).toBe(0);
  });

  it("tells what is behind from what is wrong", async () => {
    await serveSomeJobs();
    const old = await file(FILE_PATHS["daemon-job-status"]);
    await run("rebuild");
    await writeFile(join(root, FILE_PATHS["daemon-job-status"]), old);
    expect(await run("verify")).toBe(0);
    expect(printed).toContain("jobs.json: true as of event 2 (the ledger has 3 events)\n");
  });

  it("says that everything is degraded when the ledger is damaged", async () => {
    await serveSomeJobs();
    const path = join(root, ".agents/daemon/ledger.jsonl");
    await writeFile(path, (await ledger()).replace('"job_id":"a"', '"job_id":"x"'));
    expect(await run("list")).toBe(0);
    expect(printed.match(/ degraded /g)).toHaveLength(6);
    expect(await run("verify")).toBe(1);
    expect(printed).toContain('degraded ("specwright ledger verify" tells more)\n');
    expect(await run("rebuild")).toBe(1);
    expect(printed).toMatch(/^not rebuilt: ledger is damaged \(.*until it is repaired\n$/);
  });

  it("records a rebuild once, also of what was stale, and says each time why there is none", async () => {
    await serveSomeJobs();
    const folder = join(root, ".agents/daemon/projections");
    await rm(folder, { recursive: true });
    await writeFile(folder, "in the way");
    for (const _ of [1, 2]) {
      expect(await run("rebuild")).toBe(1);
      expect(printed).toContain(`not rebuilt: write ${FILE_PATHS["daemon-job-status"]}: `);
    }
    await rm(folder);
    expect(await run("rebuild")).toBe(0);
    const types = (await ledger()).match(/projection\.\w+/g);
    expect(types).toEqual(["projection.marked_stale", "projection.rebuilt"]);
  });

  it("rebuilds nothing behind a symbolic link", async () => {
    await serveSomeJobs();
    const before = await ledger();
    const linked = scratch();
    await symlink(join(root, ".agents"), join(linked, ".agents"));
    expect(await runProjections(["rebuild", "--root", linked])).toBe(1);
    expect(printed).toContain(".agents is a symbolic link; remove it, or serve its target\n");
    expect(await ledger()).toBe(before);
  });

  it("lists all six, and whose files they are", async () => {
    await serveSomeJobs();
    expect(await run("list")).toBe(0);
    expect(printed).toContain("wiki-jobs          current  executors  .agents/wiki\n");
    expect(printed).toContain(`daemon-status      current  daemon     ${FILE_PATHS["daemon-status"]}\n`);
  });

  it("refuses to rebuild while a daemon runs, without a ledger, and where nothing can be written", async () => {
    const missing = `${root}/.agents/daemon/ledger.jsonl: no such file or directory`;
    expect([await run("rebuild"), printed]).toEqual([1, expect.stringContaining(missing)]);
    expect(await runProjections(["list", "--root", join(root, "none")])).toBe(1);
    expect(printed).toContain(`${root}/none: no such directory`);
    await serveSomeJobs();
    const lock = await lockDirectory(join(root, ".agents/daemon/daemon.lock"));
    expect(await run("rebuild")).toBe(1);
    expect(printed).toMatch(/^a daemon is running, and writes a file again that you remove: .*held by process \d+\n$/);
    await lock.release();
    const latest = join(root, FILE_PATHS["openclaw-snapshot"]);
    await rm(dirname(latest), { recursive: true });
    await writeFile(dirname(latest), "in the way");
    expect(await run("rebuild")).toBe(1);
    expect(printed).toContain("not rebuilt: write .agents/daemon/projections/openclaw/latest.json: file exists\n");
    await rm(dirname(latest));
    await mkdir(dirname(latest));
    expect(await run("rebuild")).toBe(0);
  });

  it("explains its arguments", async () => {
    for (const command of ["list", "verify", "rebuild"]) {
      expect([await run(command, "--help"), printed]).toEqual([
        0,
        expect.stringContaining("Exit codes: 0 as it should"),
      ]);
    }
    expect(await runProjections(["nonsense"])).toBe(2);
  });
});
