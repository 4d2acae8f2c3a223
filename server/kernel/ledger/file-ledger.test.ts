import { describe, expect, it } from "vitest";

import type { StorageFault } from "../ports/memory-storage.js";
import { MemoryStorage } from "../ports/memory-storage.js";
import type { LedgerEvent } from "./event.js";
import { FileLedger } from "./file-ledger.js";
import { encodeHead } from "./head.js";
import { MAX_LINE_BYTES } from "./lines.js";
import { encodeRecord } from "./record.js";
import { MARK, sealLine } from "./seal.js";

const PATH = "d/ledger.jsonl";
const OPTIONS = { directory: "d", name: "ledger.jsonl", eventTypes: new Set(["t"]) };

function event(id: string): LedgerEvent {
  const occurred_at = "2026-04-28T11:00:00Z";
  return { schema_version: 1, event_id: id, request_id: "r", job_id: "j", event_type: "t", occurred_at, actor: "a" };
}

async function opened(storage: MemoryStorage): Promise<{ ledger: FileLedger; ids: string[] }> {
  const ledger = await FileLedger.open({ storage, ...OPTIONS });
  const ids: string[] = [];
  await ledger.replay((found) => ids.push(found.event_id));
  return { ledger, ids };
}

/** The bytes of a file written in commits of these ids, a mark after each. */
function written(...commits: readonly (readonly string[])[]): string {
  let text = MARK;
  for (const ids of commits) {
    const durable = commits[0] === ids ? MARK.length : text.length - MARK.length;
    for (const id of ids) text += sealLine(encodeRecord(event(id)).trim(), text.length, durable);
    text += MARK;
  }
  return text;
}

/** The file as others left it, each time opened anew. */
async function reopened(text: string, head?: string) {
  const storage = new MemoryStorage();
  storage.put(PATH, Buffer.from(text, "latin1"));
  if (head !== undefined) storage.put("d/ledger.head", Buffer.from(head));
  const { ledger, ids } = await opened(storage);
  return { storage, ledger, ids, row: ledger.recoveryRow, text: () => storage.bytes(PATH)?.toString("latin1") };
}

async function append(ledger: FileLedger, ...ids: string[]): Promise<void> {
  ledger.stage(ids.map(event));
  await ledger.commit();
  ledger.rest();
}

describe("FileLedger", () => {
  it("creates the file with the first commit and syncs the names above it", async () => {
    const calls: string[] = [];
    const storage = new MemoryStorage({ fault: (call, path) => void calls.push(`${call} ${path}`) });
    const { ledger, ids } = await opened(storage);
    expect([ids, storage.paths()]).toEqual([[], []]);
    await append(ledger, "e1", "e2");
    const names = calls.filter((call) => call.startsWith("syncDirectory"));
    expect(names).toEqual(["syncDirectory d", "syncDirectory ."]);
    expect(storage.bytes(PATH)?.toString()).toBe(written(["e1", "e2"]));
    expect(storage.syncedBytes(PATH)).toBe(written(["e1", "e2"]).length - MARK.length);
  });

  it("counts blank lines, reports corrupt ones and keeps the first record of an id", async () => {
    const storage = new MemoryStorage();
    const [first, second] = [encodeRecord(event("e1")), encodeRecord(event("e2"))];
    storage.put(PATH, Buffer.from(`\n${first}  \n{oops\n${first}${second}`));
    const { ledger, ids } = await opened(storage);
    expect(ids).toEqual(["e1", "e2"]);
    expect(ledger.corrupt).toMatchObject([{ lineNumber: 4 }]);
    await ledger.quarantine();
    expect(storage.bytes("d/quarantine/ledger-line-000004.json")?.toString()).toBe(
      '{\n  "error": "invalid character \'o\' looking for beginning of object key string",\n' +
        '  "line_number": 4,\n  "raw": "{oops"\n}\n',
    );
  });

  it.each([
    ["complete", encodeRecord(event("e1")).trim(), ["e1", "e2"]],
    ["partial", '{"schema_version":1,"ev', ["e2"]],
  ])("never glues a record to a %s last line", async (_kind, tail, ids) => {
    const storage = new MemoryStorage();
    storage.put(PATH, Buffer.from(tail));
    const { ledger } = await opened(storage);
    await append(ledger, "e2");
    const again = await opened(storage);
    expect(again.ids).toEqual(ids);
    expect(again.ledger.corrupt).toEqual([]);
  });

  it("reads lines across chunks and reports one that is too long", async () => {
    const storage = new MemoryStorage();
    const long = Buffer.alloc(MAX_LINE_BYTES + 1, "a");
    const around = [encodeRecord(event("e1")), `\n${encodeRecord(event("e2"))}`].map((text) => Buffer.from(text));
    storage.put(PATH, Buffer.concat([around[0] ?? long, long, around[1] ?? long]));
    const { ledger, ids } = await opened(storage);
    expect(ids).toEqual(["e1", "e2"]);
    expect(ledger.corrupt).toMatchObject([{ lineNumber: 2, error: "ledger event line exceeds MaxLedgerLineBytes" }]);
  });

  it("cannot be opened where a directory is, and says so without an absolute path", async () => {
    const storage = new MemoryStorage();
    storage.putDirectory(PATH);
    await expect(FileLedger.open({ storage, ...OPTIONS })).rejects.toMatchObject({
      code: "unreadable",
      message: "scan ledger: read d/ledger.jsonl: is a directory",
    });
  });
});

describe("recovery", () => {
  const sound = written(["e1"], ["e2", "e3"], ["e4"]);
  const lines = sound.split("\n");
  const at = (id: string): number => sound.indexOf(`{"schema_version":1,"event_id":"${id}"`);
  const flipped = (offset: number, text = sound): string =>
    text.slice(0, offset) + String.fromCharCode(text.charCodeAt(offset) ^ 1) + text.slice(offset + 1);

  it("opens what is whole and changes nothing", async () => {
    const { ids, row, text } = await reopened(sound);
    expect([ids, row, text()]).toEqual([["e1", "e2", "e3", "e4"], "open", sound]);
  });

  it("marks the end that a crash left unmarked", async () => {
    const { row, text } = await reopened(sound.slice(0, -MARK.length));
    expect([row, text()]).toEqual(["open", sound]);
  });

  it("syncs a file it finds, and its names, before it shows anything of it", async () => {
    const calls: string[] = [];
    const storage = new MemoryStorage({ fault: (call, path) => void calls.push(`${call} ${path}`) });
    storage.put(PATH, Buffer.from(sound));
    calls.splice(0);
    await FileLedger.open({ storage, ...OPTIONS });
    expect(calls.filter((call) => call.startsWith("sync"))).toEqual([
      `sync ${PATH}`,
      "syncDirectory d",
      "syncDirectory .",
    ]);
  });

  it("takes a torn first batch for what it is, since a synced mark stands before it", async () => {
    const { row, ids, text } = await reopened(`${MARK}${"\0".repeat(200)}\n`);
    expect([row, ids, text()]).toEqual(["torn", [], MARK + MARK]);
    const calls: string[] = [];
    const storage = new MemoryStorage({ fault: (call) => void calls.push(call) });
    storage.put(PATH, Buffer.from(encodeRecord(event("r1"))));
    const { ledger } = await opened(storage);
    calls.splice(0);
    await append(ledger, "e1");
    expect(calls.filter((call) => call === "append" || call === "sync")).toEqual([
      "append",
      "sync",
      "append",
      "sync",
      "append",
    ]);
  });

  it("puts no mark behind what another process appended", async () => {
    const storage = new MemoryStorage();
    const { ledger } = await opened(storage);
    ledger.stage([event("e1")]);
    await ledger.commit();
    const other = await storage.open(PATH);
    other?.append(Buffer.from("{"));
    ledger.rest();
    expect(storage.bytes(PATH)?.toString().endsWith("}\n{")).toBe(true);
  });

  it("ends a whole last line", async () => {
    const { ids, row, text } = await reopened(sound.slice(0, -MARK.length - 1));
    expect([ids.length, row, text()]).toEqual([4, "unterminated", sound]);
  });

  it.each(["append", "sync"])("shows no last line that it cannot end: failed %s", async (verb) => {
    let left = Infinity;
    // The first sync is the one that makes what was found durable.
    const storage = new MemoryStorage({
      fault: (call) => (call === verb && left-- === 0 ? { code: "EIO" } : undefined),
    });
    storage.put(PATH, Buffer.from(sound.slice(0, -MARK.length - 1)));
    const ledger = await FileLedger.open({ storage, ...OPTIONS });
    const ids: string[] = [];
    left = 0;
    await expect(ledger.replay((found) => ids.push(found.event_id))).rejects.toMatchObject({ code: "unreadable" });
    expect(ids).toEqual(["e1", "e2", "e3"]);
  });

  it("cuts a torn tail after it has put it aside, and goes on behind a mark", async () => {
    const torn = `${sound.slice(0, at("e4"))}\0\0${sound.slice(at("e4") + 2, -MARK.length)}${lines[5] ?? ""}`;
    const { storage, ledger, ids, row, text } = await reopened(torn);
    expect([ids, row, text()]).toEqual([["e1", "e2", "e3"], "torn", `${sound.slice(0, at("e4"))}${MARK}`]);
    const copy = `d/quarantine/ledger-tail-${String(at("e4")).padStart(12, "0")}.bin`;
    expect(storage.bytes(copy)?.toString("latin1")).toBe(torn.slice(at("e4")));
    await append(ledger, "e5");
    expect((await opened(storage)).ids).toEqual(["e1", "e2", "e3", "e5"]);
  });

  it("serves nothing of a torn tail that cannot be put aside, and takes nothing until it can", async () => {
    const faults = new Map<string, StorageFault>([["create", { code: "ENOSPC" }]]);
    const storage = new MemoryStorage({ fault: (call) => faults.get(call) });
    storage.put(PATH, Buffer.from(sound.slice(0, -10)));
    const { ledger, ids } = await opened(storage);
    expect(ids).toEqual(["e1", "e2", "e3"]);
    const message = "quarantine ledger: no space left on device";
    await expect(append(ledger, "e5")).rejects.toMatchObject({ code: "not-stored", message });
    expect(storage.bytes(PATH)?.toString()).toBe(sound.slice(0, -10));
    faults.clear();
    await append(ledger, "e5");
    expect((await opened(storage)).ids).toEqual(["e1", "e2", "e3", "e5"]);
  });

  it("calls every flip in what is marked damage, serves the rest and changes nothing", async () => {
    for (let offset = at("e1"); offset < sound.length - MARK.length; offset++) {
      const damaged = flipped(offset);
      const { ledger, row, text } = await reopened(damaged);
      if (row === "open") expect([ledger.corrupt, damaged[offset]]).toEqual([[], "\v"]);
      else expect([offset, row, text(), ledger.refusal?.code]).toEqual([offset, "sealed-damage", damaged, "damaged"]);
    }
    const { ledger, ids } = await reopened(flipped(at("e2") + 30));
    expect(ids).toEqual(["e1", "e3", "e4"]);
    expect(ledger.corrupt).toMatchObject([{ lineNumber: 6, offset: at("e2") }]);
    ledger.stage([event("e5")]);
    await expect(ledger.commit()).rejects.toMatchObject({ code: "damaged" });
  });

  it("misses nothing that was moved, repeated or taken out", async () => {
    const [first = "", second = ""] = [lines[2], lines[5]];
    for (const damaged of [
      sound.replace(`${second}\n`, ""),
      sound.replace(`${second}\n`, `${second}\n${second}\n`),
      sound.replace(first, "x").replace(second, first),
    ]) {
      expect((await reopened(damaged)).row).toBe("sealed-damage");
    }
  });

  it("sees by its head that a file was longer", async () => {
    const { storage, ledger } = await reopened(sound);
    await append(ledger, "e5");
    await ledger.close();
    const head = storage.bytes("d/ledger.head")?.toString() ?? "";
    expect(head).toMatch(/^\{"bytes":\d+,"lines":15,"events":5,"crc":"[\da-f]{8}"\}\n$/);
    const short = await reopened(sound, head);
    expect([short.row, short.ids.length, short.ledger.refusal?.code]).toEqual(["truncated", 4, "damaged"]);
    expect((await reopened("", head)).row).toBe("truncated");
    expect((await reopened(sound, head.replace("5", "6"))).row).toBe("open");
  });

  it("takes the head's word that a last line was durable", async () => {
    const { storage, ledger } = await reopened(sound);
    await ledger.close();
    const head = storage.bytes("d/ledger.head")?.toString() ?? "";
    expect((await reopened(flipped(at("e4") + 9), head)).row).toBe("sealed-damage");
    expect((await reopened(flipped(at("e4") + 9).slice(0, -MARK.length))).row).toBe("torn");
  });

  it("takes a head's, a later record's and a foreign record's word that a line was durable", async () => {
    const line = (id: string, at: number, durable: number): string =>
      sealLine(encodeRecord(event(id)).trim(), at, durable);
    const first = MARK + line("e1", MARK.length, MARK.length);
    const sameBatch = first + line("e2", first.length, MARK.length);
    const nextBatch = first + line("e2", first.length, first.length);
    const foreign = first + encodeRecord(event("r1"));
    const damaged = [sameBatch, nextBatch, foreign].map((text) => flipped(MARK.length + 60, text));
    const rows = await Promise.all(damaged.map(async (text) => (await reopened(text)).row));
    expect(rows).toEqual(["torn", "sealed-damage", "sealed-damage"]);
    const head = encodeHead({ bytes: first.length, lines: 3, events: 1 });
    expect((await reopened(damaged[0] ?? "", head)).row).toBe("sealed-damage");
  });

  it("does with the reference's own files what the reference does, but for a torn tail", async () => {
    const [first, second] = [encodeRecord(event("r1")), encodeRecord(event("r2"))];
    const middle = await reopened(`${first}{oops\n${second}`);
    expect([middle.row, middle.ids, middle.ledger.refusal]).toEqual(["degraded", ["r1", "r2"], undefined]);
    await append(middle.ledger, "e1");
    const after = await opened(middle.storage);
    expect([after.ledger.recoveryRow, after.ids]).toEqual(["degraded", ["r1", "r2", "e1"]]);
    expect((await reopened(`${first}{oops\n`)).row).toBe("degraded");
    const torn = await reopened(`${first}{oops\n{"sch`);
    expect([torn.row, torn.text()]).toEqual(["degraded-torn", `${first}{oops\n${MARK}`]);
    expect((await reopened(`{oops\n${first.trim()}`)).row).toBe("degraded-unterminated");
  });

  it("keeps the first record of an id when the reference writes behind sealed records", async () => {
    const again = encodeRecord({ ...event("e2"), actor: "other" });
    const { ids } = await reopened(sound + again + encodeRecord(event("r1")) + again);
    expect(ids).toEqual(["e1", "e2", "e3", "e4", "r1"]);
  });

  it("refuses mutations for a sealed record this version does not know, and keeps it", async () => {
    const unknown = sealLine(encodeRecord({ ...event("n1"), event_type: "new" }).trim(), sound.length, at("e4"));
    const { row, ledger, text } = await reopened(sound + unknown);
    expect([row, ledger.corrupt[0]?.error, text()]).toEqual([
      "sealed-damage",
      'invalid event type "new"',
      sound + unknown,
    ]);
  });
});

describe("a failing disk", () => {
  function failing(): { storage: MemoryStorage; arm: (call: string, fault: StorageFault | undefined) => void } {
    const faults = new Map<string, StorageFault | undefined>();
    return {
      storage: new MemoryStorage({ fault: (call) => faults.get(call) }),
      arm: (call, fault) => void faults.set(call, fault),
    };
  }

  it("undoes a short write, refuses, and accepts again once there is space", async () => {
    const { storage, arm } = failing();
    const { ledger } = await opened(storage);
    await append(ledger, "e1");
    let left = 1;
    arm("append", {
      code: "ENOSPC",
      get partialBytes() {
        return left-- > 0 ? 10 : 0;
      },
    });
    const message = "append ledger: no space left on device";
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "not-stored", message });
    expect(storage.bytes(PATH)?.toString()).toBe(written(["e1"]).slice(0, -MARK.length));
    arm("append", undefined);
    await append(ledger, "e3");
    expect((await opened(storage)).ids).toEqual(["e1", "e3"]);
  });

  it("cuts what it could not cut before, before it writes again", async () => {
    const { storage, arm } = failing();
    const { ledger } = await opened(storage);
    await append(ledger, "e1");
    let left = 1;
    arm("append", {
      code: "EIO",
      get partialBytes() {
        return left-- > 0 ? 10 : 0;
      },
    });
    arm("truncate", { code: "EIO" });
    const message = "append ledger: input/output error; the outcome is unknown";
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "undoing", message });
    arm("append", undefined);
    await expect(append(ledger, "e3")).rejects.toMatchObject({ code: "not-stored" });
    arm("truncate", undefined);
    await append(ledger, "e4");
    expect((await opened(storage)).ids).toEqual(["e1", "e4"]);
  });

  it("never cuts what another process wrote behind torn bytes", async () => {
    const { storage, arm } = failing();
    const { ledger } = await opened(storage);
    await append(ledger, "e1");
    arm("append", { code: "EIO", partialBytes: 0 });
    arm("truncate", { code: "EIO" });
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "undoing" });
    arm("append", undefined);
    arm("truncate", undefined);
    const other = await storage.open(PATH);
    other?.append(Buffer.from(encodeRecord(event("x1"))));
    await expect(append(ledger, "e3")).rejects.toMatchObject({ code: "not-stored" });
    expect((await opened(storage)).ids).toEqual(["e1", "x1"]);
  });

  it("never syncs again after a failed sync and calls the outcome unknown", async () => {
    const { storage, arm } = failing();
    const { ledger } = await opened(storage);
    await append(ledger, "e1");
    arm("sync", { code: "EIO" });
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "unknown" });
    arm("sync", undefined);
    await expect(append(ledger, "e3")).rejects.toMatchObject({ code: "unknown" });
  });

  it("refuses to write behind what another process appended", async () => {
    const storage = new MemoryStorage();
    const { ledger } = await opened(storage);
    await append(ledger, "e1");
    const other = await storage.open(PATH);
    other?.append(Buffer.from(encodeRecord(event("x1"))));
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "not-stored" });
    expect((await opened(storage)).ids).toEqual(["e1", "x1"]);
  });
});
