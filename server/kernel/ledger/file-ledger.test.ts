import { describe, expect, it } from "vitest";

import type { StorageFault } from "../ports/memory-storage.js";
import { MemoryStorage } from "../ports/memory-storage.js";
import type { LedgerEvent } from "./event.js";
import { FileLedger } from "./file-ledger.js";
import { MAX_LINE_BYTES } from "./lines.js";
import { encodeRecord } from "./record.js";

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

async function append(ledger: FileLedger, ...ids: string[]): Promise<void> {
  ledger.stage(ids.map(event));
  await ledger.commit();
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
    expect(storage.bytes(PATH)?.toString()).toBe(encodeRecord(event("e1")) + encodeRecord(event("e2")));
    expect(storage.syncedBytes(PATH)).toBe(storage.bytes(PATH)?.length);
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
    ["complete", encodeRecord(event("e1")).trim(), ["e1", "e2"], 0],
    ["partial", '{"schema_version":1,"ev', ["e2"], 1],
  ])("never glues a record to a %s last line", async (_kind, tail, ids, corrupt) => {
    const storage = new MemoryStorage();
    storage.put(PATH, Buffer.from(tail));
    const { ledger } = await opened(storage);
    await append(ledger, "e2");
    const again = await opened(storage);
    expect(again.ids).toEqual(ids);
    expect(again.ledger.corrupt).toHaveLength(corrupt);
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
    arm("append", { code: "ENOSPC", get partialBytes() { return left-- > 0 ? 10 : 0; } });
    const message = "append ledger: no space left on device";
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "not-stored", message });
    expect(storage.bytes(PATH)?.toString()).toBe(encodeRecord(event("e1")));
    arm("append", undefined);
    await append(ledger, "e3");
    expect((await opened(storage)).ids).toEqual(["e1", "e3"]);
  });

  it("cuts what it could not cut before, before it writes again", async () => {
    const { storage, arm } = failing();
    const { ledger } = await opened(storage);
    await append(ledger, "e1");
    let left = 1;
    arm("append", { code: "EIO", get partialBytes() { return left-- > 0 ? 10 : 0; } });
    arm("truncate", { code: "EIO" });
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "not-stored" });
    arm("append", undefined);
    await expect(append(ledger, "e3")).rejects.toMatchObject({ code: "not-stored" });
    arm("truncate", undefined);
    await append(ledger, "e4");
    expect((await opened(storage)).ids).toEqual(["e1", "e4"]);
  });

  it("never syncs again after a failed sync and calls the outcome unknown", async () => {
    const { storage, arm } = failing();
    const { ledger } = await opened(storage);
    await append(ledger, "e1");
    arm("sync", { code: "EIO" });
    await expect(append(ledger, "e2")).rejects.toMatchObject({ code: "unknown" });
    arm("sync", undefined);
    await expect(append(ledger, "e3")).rejects.toMatchObject({ code: "unknown" });
    expect(storage.syncedBytes(PATH)).toBe(encodeRecord(event("e1")).length);
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
