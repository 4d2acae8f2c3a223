import { gzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import type { StorageFault } from "../ports/memory-storage.js";
import { MemoryStorage } from "../ports/memory-storage.js";
import type { LedgerEvent } from "./event.js";
import { FileLedger } from "./file-ledger.js";
import { encodeRecord } from "./record.js";
import { nextSealedName, sealedNames } from "./segment-name.js";

const LIVE = "d/ledger.jsonl";
const OPTIONS = { directory: "d", name: "ledger.jsonl", eventTypes: new Set(["t"]) };

function event(id: string, occurred_at = "2026-04-28T11:00:00.25Z"): LedgerEvent {
  return { schema_version: 1, event_id: id, request_id: "r", job_id: "j", event_type: "t", occurred_at, actor: "a" };
}

async function opened(storage: MemoryStorage, segmentBytes = 300) {
  const ledger = await FileLedger.open({ storage, ...OPTIONS, segmentBytes });
  const ids: string[] = [];
  await ledger.replay((found) => ids.push(found.event_id));
  return { ledger, ids, row: ledger.recoveryRow, refusal: ledger.refusal?.message };
}

async function append(ledger: FileLedger, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    ledger.stage([event(id)]);
    await ledger.commit();
  }
  ledger.rest();
}

async function shown(ledger: FileLedger): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of ledger.events({ from: 0, to: ledger.size })) {
    ids.push(...page.map((text) => (JSON.parse(text) as LedgerEvent).event_id));
  }
  return ids;
}

const files = (storage: MemoryStorage): string[] => storage.paths().filter((path) => path.endsWith(".jsonl"));
const IDS = ["e1", "e2", "e3", "e4", "e5", "e6"];

/** Six events, two in each of two sealed files and in the one that grows. */
async function sealed(): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  const { ledger } = await opened(storage);
  await append(ledger, ...IDS);
  return storage;
}

async function reopened(storage: MemoryStorage, change: (files: string[]) => void) {
  change(files(storage));
  return opened(storage);
}

function move(storage: MemoryStorage, from: string, to: string): void {
  storage.put(to, storage.bytes(from) ?? Buffer.alloc(0));
  storage.remove(from);
}

describe("sealed files", () => {
  it("are named by their last event, one behind the other, and read as one ledger", async () => {
    const storage = await sealed();
    const [first = "", second = ""] = files(storage);
    expect(files(storage)).toEqual([
      "d/ledger.20260428T110000.250000000Z.jsonl",
      "d/ledger.20260428T110000.250000001Z.jsonl",
      LIVE,
    ]);
    const { ledger, ids, row } = await opened(storage);
    expect([ids, row, await shown(ledger), ledger.size]).toEqual([IDS, "open", IDS, 6]);
    expect(await ledger.find("e3")).toBe(2);
    const [one, two, live] = [first, second, LIVE].map((path) => storage.bytes(path)?.toString() ?? "");
    // Put together they are one file in the same format.
    const joined = new MemoryStorage();
    joined.put(LIVE, Buffer.from(`${one}${two}${live}`));
    expect(await opened(joined)).toMatchObject({ ids: IDS, row: "open" });
    expect([one, two, live].every((text = "") => text.startsWith("\n\n") && text.endsWith("}\n\n\n"))).toBe(true);
    await append(ledger, "e7");
    expect((await opened(storage)).ids).toEqual([...IDS, "e7"]);
  });

  it("are read on while one of them is being sealed", async () => {
    const storage = new MemoryStorage();
    const { ledger } = await opened(storage);
    await append(ledger, "e1", "e2");
    const pages = ledger.events({ from: 0, to: 2 });
    const [, page] = await Promise.all([append(ledger, "e3", "e4", "e5"), pages.next()]);
    expect(page.value).toHaveLength(2);
    expect(await shown(ledger)).toEqual(["e1", "e2", "e3", "e4", "e5"]);
  });

  it("go on in a new file after a crash that left none", async () => {
    const storage = await sealed();
    move(storage, LIVE, "d/ledger.20270101T000000.000000000Z.jsonl");
    const { ledger, ids, row } = await opened(storage);
    expect([ids, row]).toEqual([IDS, "sealed"]);
    await append(ledger, "e7");
    expect(await opened(storage)).toMatchObject({ ids: [...IDS, "e7"], row: "open" });
  });

  it.each(["rename", "syncDirectory", "list", "create"])(
    "are not sealed, and nothing stored, after a failed %s",
    async (verb) => {
      let fault: StorageFault | undefined;
      const storage = new MemoryStorage({ fault: (call) => (call === verb ? fault : undefined) });
      const { ledger } = await opened(storage);
      await append(ledger, "e1", "e2");
      fault = { code: "ENOSPC" };
      await expect(append(ledger, "e3")).rejects.toMatchObject({ code: "not-stored" });
      await expect(append(ledger, "e4")).rejects.toMatchObject({ code: "not-stored" });
      fault = undefined;
      await append(ledger, "e5");
      expect([(await opened(storage)).ids, files(storage).length]).toEqual([["e1", "e2", "e5"], 2]);
    },
  );

  it("that are missing, moved, repeated or cut are reported, and the others read", async () => {
    const cases: readonly (readonly [string, (storage: MemoryStorage, files: string[]) => void, string[], string])[] = [
      ["first missing", (s, [a = ""]) => void s.remove(a), ["e3", "e4", "e5", "e6"], "the bytes before it, 0 to "],
      ["second missing", (s, [, b = ""]) => void s.remove(b), ["e1", "e2", "e5", "e6"], "are missing"],
      [
        "exchanged",
        (s, [a = "", b = ""]) => {
          move(s, a, "d/x");
          move(s, b, a);
          move(s, "d/x", b);
        },
        ["e3", "e4", "e5", "e6"],
        "250000000Z.jsonl: the bytes before it",
      ],
      [
        "repeated",
        (s, [a = ""]) => {
          s.put("d/ledger.20260428T120000.000000000Z.jsonl", s.bytes(a) ?? Buffer.alloc(0));
        },
        IDS,
        "begins at byte 0, which another file holds",
      ],
      [
        "cut",
        (s, [a = ""]) => {
          s.put(a, (s.bytes(a) ?? Buffer.alloc(0)).subarray(0, 180));
        },
        ["e1", "e3", "e4", "e5", "e6"],
        "are missing",
      ],
    ];
    for (const [name, change, ids, message] of cases) {
      const storage = await sealed();
      const found = await reopened(storage, (paths) => {
        change(storage, paths);
      });
      expect([name, found.row, found.ids]).toEqual([name, "segment-damage", ids]);
      expect(found.refusal).toContain(message);
    }
  });

  it("that end the ledger are missed by the head when nothing follows them", async () => {
    const storage = new MemoryStorage();
    const { ledger } = await opened(storage);
    await append(ledger, ...IDS);
    const { row } = await reopened(storage, ([, second = ""]) => {
      storage.remove(second);
      storage.put(LIVE, Buffer.from("\n\n"));
    });
    expect(row).toBe("truncated");
  });
});

describe("archives of the reference", () => {
  const lines = (...ids: string[]): Buffer => Buffer.from(ids.map((id) => encodeRecord(event(id))).join(""));
  const [A, B] = ["d/ledger.20260101T000000.000000001Z.jsonl", "d/ledger.20260102T000000.000000001Z.jsonl"];

  it("are read in order before the live file, compressed or not, and appended behind", async () => {
    const storage = new MemoryStorage();
    storage.put(`${A}.gz`, gzipSync(lines("r1", "r2")));
    storage.put(B, lines("r3", "r2", "r4"));
    storage.put(LIVE, lines("r5"));
    const { ledger, ids, row } = await opened(storage, 10_000);
    expect([ids, row]).toEqual([["r1", "r2", "r3", "r4", "r5"], "open"]);
    expect(await shown(ledger)).toEqual(ids);
    await append(ledger, "e1");
    expect(await opened(storage)).toMatchObject({ ids: [...ids, "e1"], row: "open" });
    // From here on sealed records tell what is missing, also of what is not sealed.
    storage.remove(B);
    expect(await opened(storage)).toMatchObject({ ids: ["r1", "r2", "r5", "e1"], row: "segment-damage" });
  });

  it("stand before a ledger that was begun at byte 0 and did not count them", async () => {
    const storage = new MemoryStorage();
    const { ledger } = await opened(storage, 10_000);
    await append(ledger, "e1", "e2");
    await ledger.close();
    storage.put(A, lines("r1", "r2"));
    storage.put(`${B}.gz`, gzipSync(lines("r3")));
    const next = await opened(storage);
    expect([next.ids, next.row, await shown(next.ledger)]).toEqual([["r1", "r2", "r3", "e1", "e2"], "open", next.ids]);
    await append(next.ledger, "e3", "e4");
    const after = await opened(storage);
    expect([after.ids, after.row]).toEqual([[...next.ids, "e3", "e4"], "open"]);
    // In one file its beginning has negative offsets.
    const joined = new MemoryStorage();
    const paths = files(storage).filter((path) => path !== A);
    const texts = [lines("r1", "r2"), lines("r3"), ...paths.map((path) => storage.bytes(path) ?? Buffer.alloc(0))];
    joined.put(LIVE, Buffer.concat(texts));
    const again = await opened(joined);
    expect([again.ids, again.row, await shown(again.ledger)]).toEqual([after.ids, "open", after.ids]);
    await append(again.ledger, "e5");
    expect(await opened(joined)).toMatchObject({ ids: [...after.ids, "e5"], row: "open" });
  });

  it("count once when both an archive and its compressed copy are there", async () => {
    const storage = new MemoryStorage();
    storage.put(A, lines("r1", "r2"));
    storage.put(`${A}.gz`, gzipSync(lines("r1", "r2")).subarray(0, 30));
    expect(await opened(storage)).toMatchObject({ ids: ["r1", "r2"], row: "sealed" });
  });

  it("of this ledger's own files are what the files were", async () => {
    const storage = await sealed();
    const [first = "", second = ""] = files(storage);
    for (const path of [first, second]) {
      storage.put(`${path}.gz`, gzipSync(storage.bytes(path) ?? ""));
      await storage.remove(path);
    }
    const { ledger, ids, row } = await opened(storage);
    expect([ids, row, await shown(ledger)]).toEqual([IDS, "open", IDS]);
  });

  it("are read in any order, several at a time, and compressed under those who read them", async () => {
    const storage = new MemoryStorage();
    const { ledger } = await opened(storage, 3000);
    const ids = Array.from({ length: 200 }, (_, index) => `e${index}`);
    await append(ledger, ...ids);
    const sealedFiles = files(storage).filter((path) => path !== LIVE);
    expect(sealedFiles.length).toBeGreaterThan(8);
    const all = shown(ledger);
    for (const path of sealedFiles) {
      storage.put(`${path}.gz`, gzipSync(storage.bytes(path) ?? ""));
      await storage.remove(path);
    }
    expect(await all).toEqual(ids);
    const places = Array.from({ length: 60 }, (_, index) => (index * 73) % 199);
    const texts = await Promise.all(
      places.map(async (from) => (await ledger.events({ from, to: from + 2 }).next()).value),
    );
    const found = texts.map((page: readonly string[]) =>
      page.map((text) => (JSON.parse(text) as LedgerEvent).event_id),
    );
    expect(found).toEqual(places.map((from) => [`e${from}`, `e${from + 1}`]));
    expect(await opened(storage)).toMatchObject({ ids, row: "open" });
  });

  it("that are damaged are reported, and the others read", async () => {
    const whole = gzipSync(lines("r1", "r2"));
    const flipped = Buffer.from(whole);
    flipped[30] = (flipped[30] ?? 0) ^ 0x10;
    const longer = Buffer.from(whole);
    longer.writeUInt32LE(longer.readUInt32LE(longer.length - 4) + 3, longer.length - 4);
    const shorter = Buffer.from(whole);
    shorter.writeUInt32LE(shorter.readUInt32LE(shorter.length - 4) - 3, shorter.length - 4);
    const twoMembers = Buffer.concat([gzipSync(lines("r0")), whole]);
    for (const bytes of [flipped, longer, shorter, twoMembers, whole.subarray(0, 40), Buffer.from("gz")]) {
      const storage = new MemoryStorage();
      storage.put(`${A}.gz`, bytes);
      storage.put(LIVE, lines("r3"));
      const { ids, row, ledger } = await opened(storage);
      expect([row, ids.at(-1)]).toEqual(["segment-damage", "r3"]);
      await expect(append(ledger, "e1")).rejects.toMatchObject({ code: "damaged" });
    }
  });
});

describe("names of sealed files", () => {
  it("are those of the reference, in the order of strings", () => {
    const names = ["ledger.20260101T000000.5Z.jsonl", "ledger.20260101T000000Z.jsonl", "ledger.2026.jsonl"];
    expect(sealedNames([...names, "ledger.jsonl", "other.20260101T000000Z.jsonl"], "ledger")).toEqual([
      { name: names[0], isGzip: false },
      { name: names[1], isGzip: false },
    ]);
  });

  it.each([
    ["", "20260428T110000.250000000Z"],
    ["20260428T110000.250000000Z", "20260428T110000.250000001Z"],
    ["20270101T000000.999999999Z", "20270101T000001.000000000Z"],
    ["20260428T110000Z", "20260428T110001.000000000Z"],
    ["20260427T110000.9Z", "20260428T110000.250000000Z"],
  ])("follow %s", (last, next) => {
    const names = sealedNames(last === "" ? [] : [`ledger.${last}.jsonl.gz`], "ledger");
    expect(nextSealedName(names, "ledger", Date.UTC(2026, 3, 28, 11, 0, 0, 250))).toBe(`ledger.${next}.jsonl`);
  });

  it("end with the year 9999", () => {
    const last = sealedNames(["ledger.99991231T235959.999999999Z.jsonl"], "ledger");
    expect(() => nextSealedName(last, "ledger", 0)).toThrow("rotate ledger: there is no later name");
  });
});
