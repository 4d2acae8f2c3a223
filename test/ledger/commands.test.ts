import { cp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { beforeEach, describe, expect, it } from "vitest";

import { createDaemon } from "../../server/jobspec/daemon.js";
import { lockDirectory } from "../../server/kernel/ports/directory-lock.js";
import { fileStorage } from "../../server/kernel/ports/file-storage.js";
import { copyBytes } from "../../server/kernel/ledger/copy.js";
import { runLedger } from "../../server/ledger-commands/main.js";
import { capturePrinted, scratch } from "../cli/cli.js";

const FIXTURES = fileURLToPath(new URL("./fixtures/", import.meta.url));
let root = "";
let printed = "";

beforeEach(() => {
  root = scratch();
  printed = "";
  capturePrinted((text) => (printed += text));
});

async function given(fixture: string): Promise<void> {
  await cp(join(FIXTURES, fixture), join(root, ".agents/daemon"), { recursive: true });
}

const ledger = (): Promise<string> => readFile(join(root, ".agents/daemon/ledger.jsonl"), "latin1");

async function run(...argv: string[]): Promise<number> {
  printed = "";
  return runLedger([...argv, "--root", root]);
}

describe("specwright ledger", () => {
  it("verifies and inspects without changing anything", async () => {
    await given("sound");
    expect([await run("verify"), printed]).toEqual([0, "sound (open): 5 events, 9 lines, 1912 bytes\n"]);
    await given("sealed-damage");
    const before = await ledger();
    expect(await run("verify")).toBe(1);
    expect(printed).toContain("line 3, byte 2: sealed record is damaged: checksum does not match\n");
    expect(await run("inspect")).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({ row: "sealed-damage", events: 4, corrupt: [{ offset: 2 }] });
    expect(await ledger()).toBe(before);
  });

  it("says what a repair would do, and does it only when told to and when no daemon runs", async () => {
    await given("sealed-damage");
    const before = await ledger();
    expect(await run("repair")).toBe(1);
    expect(printed).toContain("a repair would keep 4 events and leave out 1 line; add --apply\n");
    const lock = await lockDirectory(join(root, ".agents/daemon/daemon.lock"));
    expect([await run("repair", "--apply"), printed]).toEqual([
      1,
      expect.stringContaining("something else is running"),
    ]);
    await lock.release();
    expect(await ledger()).toBe(before);
    expect(await run("repair", "--apply")).toBe(0);
    expect([await run("verify"), printed]).toEqual([0, expect.stringMatching(/^sound \(open\): 4 events/)]);
    const copy = join(root, ".agents/daemon/quarantine/ledger-before-repair.jsonl");
    expect(await readFile(copy, "latin1")).toBe(before);
    const names = await readdir(join(root, ".agents/daemon"));
    expect(names.filter((name) => name.startsWith("ledger"))).toEqual(["ledger.head", "ledger.jsonl"]);
    expect(await run("repair")).toBe(0);
  });

  it.each(["truncated", "degraded", "newer"])(
    "repairs a ledger that is %s, so that mutations are taken",
    async (name) => {
      await given(name);
      expect(await run("repair", "--apply")).toBe(0);
      const daemon = await createDaemon({ storage: fileStorage(root), token: "t" });
      const view = daemon.runtime.view();
      expect([view.corruptCount, view.damage]).toEqual([0, undefined]);
      await daemon.runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId: "new" });
      await daemon.stop(0);
      expect([await run("verify"), printed]).toEqual([0, expect.stringMatching(/^sound/)]);
    },
  );

  it("exports what the reference would have written", async () => {
    await given("sound");
    expect(await run("export")).toBe(0);
    const lines = (await ledger()).split("\n").filter((line) => line !== "");
    expect(Buffer.from(printed).toString("latin1").trim().split("\n")).toEqual(
      lines.map((line) => line.replace(/,"at":.*/, "}")),
    );
    await writeFile(join(root, ".agents/daemon/ledger.jsonl"), printed);
    await rm(join(root, ".agents/daemon/ledger.head"));
    expect([await run("verify"), printed]).toEqual([0, expect.stringMatching(/^sound \(open\): 5 events, 5 lines/)]);
  });

  it("backs up a running daemon's ledger into a file from which another one starts", async () => {
    const daemon = await createDaemon({ storage: fileStorage(root), token: "t" });
    const submit = (job: string): Promise<unknown> =>
      daemon.runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId: job });
    await submit("a");
    const more = Promise.all(Array.from({ length: 50 }, (_, index) => submit(`b${index}`)));
    const target = join(root, "copy.jsonl");
    expect(await run("backup", target)).toBe(0);
    await more;
    await daemon.stop(0);
    expect([await run("backup", target), printed]).toEqual([
      1,
      `backup to ${target}: file exists; a backup overwrites nothing: name a new file, or remove this one\n`,
    ]);
    await writeFile(`${target}-2.partial`, "cut off");
    expect([await run("backup", `${target}-2`), printed]).toEqual([
      1,
      expect.stringMatching(/-2.partial: file exists;/),
    ]);
    const nowhere = join(root, "none/copy.jsonl");
    expect([await run("backup", nowhere), printed]).toEqual([1, `backup to ${nowhere}: no such file or directory\n`]);
    await rm(join(root, ".agents"), { recursive: true });
    await cp(target, join(root, ".agents/daemon/ledger.jsonl"));
    const restored = await createDaemon({ storage: fileStorage(root), token: "t" });
    expect(restored.runtime.view().state.job("a")).toBeDefined();
    expect(restored.runtime.view().damage).toBeUndefined();
    await restored.stop(0);
  });

  it("says in which file damage is, and where in it, also before the ledger's first record", async () => {
    await given("rotated-damaged");
    const name = "ledger.20261126T080001.250000000Z.jsonl";
    const text = await readFile(join(root, ".agents/daemon", name), "utf8");
    await run("verify");
    const [, byte = "", line = ""] =
      new RegExp(`^${name}, byte (\\d+) \\(line (\\d+) of all\\): `, "m").exec(printed) ?? [];
    expect(text.slice(Number(byte), Number(byte) + 2)).toBe('{"');
    expect(Number(line)).toBeGreaterThan(text.slice(0, Number(byte)).split("\n").length);
    await rm(join(root, ".agents"), { recursive: true });
    await given("sound");
    const live = join(root, ".agents/daemon/ledger.jsonl");
    await writeFile(live, `no event\n${await readFile(live, "utf8")}`);
    expect([await run("verify"), printed]).toEqual([1, expect.stringContaining("line 1, byte 0: invalid")]);
  });

  it("leaves no file when a copy fails", async () => {
    const source = { read: (offset: number) => Promise.resolve(Buffer.from("short").subarray(offset)) };
    const copy = copyBytes(source, { storage: fileStorage(root), path: "copy", endBytes: 6 });
    await expect(copy).rejects.toThrow("became shorter than 6 bytes");
    expect(await readdir(root)).toEqual([]);
  });

  it("backs up all files of a running daemon as one, from which another one starts", async () => {
    const options = { storage: fileStorage(root), token: "t", segmentBytes: 2000 };
    const daemon = await createDaemon(options);
    const submit = (job: string): Promise<unknown> =>
      daemon.runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId: job });
    for (let index = 0; index < 20; index++) await submit(`a${index}`);
    const more = Promise.all(Array.from({ length: 50 }, (_, index) => submit(`b${index}`)));
    const target = join(root, "copy.jsonl");
    expect(await run("backup", target)).toBe(0);
    await more;
    await daemon.stop(0);
    expect([await run("verify"), printed]).toEqual([0, expect.stringMatching(/^sound \(open\): 70 .* in \d+ files\n/)]);
    await rm(join(root, ".agents"), { recursive: true });
    await cp(target, join(root, ".agents/daemon/ledger.jsonl"));
    expect(await run("verify")).toBe(0);
    const restored = await createDaemon(options);
    expect(restored.runtime.view().state.job("a19")).toBeDefined();
    await restored.runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId: "later" });
    await restored.stop(0);
    expect([await run("verify"), printed]).toEqual([0, expect.stringMatching(/ in 2 files\n/)]);
  });

  it("compresses sealed files in their places when told to, and nothing is read otherwise", async () => {
    await given("rotated");
    await run("export");
    const before = printed;
    const names = (): Promise<string[]> => readdir(join(root, ".agents/daemon"));
    expect([await run("archive"), printed]).toEqual([0, expect.stringMatching(/^(would compress .* --apply\n){2}$/)]);
    expect((await names()).filter((name) => name.endsWith(".gz"))).toEqual([]);
    expect([await run("archive", "--apply"), await run("archive"), printed]).toEqual([0, 0, "nothing to archive\n"]);
    expect((await names()).filter((name) => /Z\.jsonl(\.gz)?$/.test(name))).toEqual([
      "ledger.20261126T080000.750000000Z.jsonl.gz",
      "ledger.20261126T080001.250000000Z.jsonl.gz",
    ]);
    expect([await run("verify"), await run("export"), printed]).toEqual([0, 0, before]);
  });

  it("compresses the files of a daemon that goes on serving and writing them", async () => {
    const daemon = await createDaemon({ storage: fileStorage(root), token: "t", segmentBytes: 2000 });
    const submit = (job: string): Promise<unknown> =>
      daemon.runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId: job });
    const shown = async (): Promise<string[]> => {
      const stored = await daemon.runtime.storedEvents({ since: undefined, limit: undefined });
      const pages: string[] = [];
      for await (const page of stored?.texts ?? []) pages.push(...page);
      return pages;
    };
    for (let index = 0; index < 20; index++) await submit(`a${index}`);
    const before = await shown();
    const more = Promise.all(Array.from({ length: 50 }, (_, index) => submit(`b${index}`)));
    expect([await run("archive", "--apply"), printed]).toEqual([
      0,
      expect.stringMatching(/^(.*Z.jsonl.gz: .*\n){3,}$/),
    ]);
    await more;
    expect((await shown()).slice(0, 20)).toEqual(before);
    expect(await shown()).toHaveLength(70);
    await daemon.stop(0);
    expect([await run("verify"), printed]).toEqual([0, expect.stringMatching(/^sound \(open\): 70 events/)]);
  });

  it.each([
    ["rotated-missing", 4, /a repair would put 837 blank bytes before ledger.jsonl\n/],
    ["rotated-damaged", 5, /a repair would blank 1 line of ledger.20261126T080001.250000000Z.jsonl\n/],
    ["rotated-exchanged", 4, /a repair would put ledger.20261126T080001.250000000Z.jsonl aside\n/],
    ["rotated-repeated", 6, /a repair would put ledger.20270101T000000.000000000Z.jsonl aside\n/],
    ["archives-damaged", 10, /a repair would put ledger.20260428T120000.000000001Z.jsonl.gz aside\n/],
  ])("repairs files that are %s and keeps %i events of the others", async (name, events, plan) => {
    await given(name);
    expect([await run("repair"), printed]).toEqual([1, expect.stringMatching(plan)]);
    expect(await run("repair", "--apply")).toBe(0);
    expect([await run("verify"), printed]).toEqual([0, expect.stringContaining(`sound (open): ${events} events`)]);
    const daemon = await createDaemon({ storage: fileStorage(root), token: "t" });
    await daemon.runtime.execute({ kind: "submit", actor: "a", jobType: "rpi.run", jobId: "new" });
    await daemon.stop(0);
    expect([await run("verify"), printed]).toEqual([0, expect.stringContaining(`${events + 1} events`)]);
  });

  it("leaves to a person which of two files belongs here", async () => {
    await given("rotated");
    const extra = join(root, ".agents/daemon/ledger.20270101T000000.000000000Z.jsonl");
    await writeFile(extra, "\n".repeat(10));
    expect([await run("repair", "--apply"), printed]).toEqual([1, expect.stringContaining("then repair again")]);
    await rm(extra);
    expect(await run("verify")).toBe(0);
  });

  it.each(["verify", "inspect", "repair", "export", "backup", "archive"])(
    "tells the exit codes in the help of %s",
    async (command) => {
      expect([await run(command, "--help"), printed]).toEqual([0, expect.stringContaining("Exit codes: 0 sound")]);
    },
  );

  it("has an exit code for a missing ledger and for wrong arguments", async () => {
    expect([await run("verify"), await run("nonsense"), await runLedger(["--help"])]).toEqual([1, 2, 0]);
  });

  it.each(["verify", "inspect", "repair", "export", "archive"])(
    "%s names the directory without a ledger",
    async (name) => {
      expect([await run(name), printed]).toEqual([
        1,
        expect.stringContaining(`${root}/.agents/daemon/ledger.jsonl: no`),
      ]);
      printed = "";
      const nowhere = join(root, "nowhere");
      expect([await runLedger([name, "--root", nowhere]), printed]).toEqual([
        1,
        expect.stringMatching(`^${nowhere}: no`),
      ]);
    },
  );
});
