import { readFileSync, readdirSync, writeFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { EVENT_TYPES } from "../../server/jobspec/queue/vocabulary.js";
import { FileLedger } from "../../server/kernel/ledger/file-ledger.js";
import { FILE_ROWS } from "../../server/kernel/ledger/recovery.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";

// Recorded ledgers. They are never recorded again: every later version reads them as this one does.
const FOLDER = new URL("./fixtures/", import.meta.url);
const NAMES = readdirSync(FOLDER).filter((name) => !name.startsWith("."));
const OPTIONS = { directory: "d", name: "ledger.jsonl", eventTypes: new Set<string>(EVENT_TYPES) };

interface Reading {
  readonly row: string | undefined;
  readonly events: readonly string[];
  readonly corrupt: readonly { readonly lineNumber: number; readonly offset: number; readonly error: string }[];
  readonly refusal: string | null;
  /** Where the file was cut; null when nothing was taken from it. */
  readonly cutAt: number | null;
}

async function read(name: string): Promise<Reading> {
  const storage = new MemoryStorage();
  const files = readdirSync(new URL(`${name}/`, FOLDER)).filter((file) => file !== "expected.json");
  for (const file of files) storage.put(`d/${file}`, readFileSync(new URL(`${name}/${file}`, FOLDER)));
  const bytes = storage.bytes("d/ledger.jsonl") ?? Buffer.alloc(0);
  const ledger = await FileLedger.open({ storage, ...OPTIONS });
  const events: string[] = [];
  await ledger.replay((event) => events.push(event.event_id));
  const after = storage.bytes("d/ledger.jsonl") ?? Buffer.alloc(0);
  let same = 0;
  while (same < bytes.length && bytes[same] === after[same]) same++;
  return {
    row: ledger.recoveryRow,
    events,
    corrupt: ledger.corrupt.map(({ lineNumber, offset, error }) => ({ lineNumber, offset, error })),
    refusal: ledger.refusal?.message ?? null,
    cutAt: same === bytes.length ? null : same,
  };
}

describe("recorded ledgers", () => {
  it.each(NAMES)("%s is read as it was when it was recorded", async (name) => {
    const path = new URL(`${name}/expected.json`, FOLDER);
    const reading = await read(name);
    if (process.env.UPDATE === "1") writeFileSync(path, `${JSON.stringify(reading, null, 2)}\n`);
    expect(reading).toEqual(JSON.parse(readFileSync(path, "utf8")));
  });

  it("show every row of the recovery table", async () => {
    const rows = await Promise.all(NAMES.map(async (name) => (await read(name)).row));
    expect(new Set(rows)).toEqual(new Set(FILE_ROWS.map(({ name }) => name)));
  });
});
