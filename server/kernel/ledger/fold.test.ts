import { expect, it } from "vitest";

import { MemoryStorage } from "../ports/memory-storage.js";
import type { LedgerEvent } from "./event.js";
import { FileLedger } from "./file-ledger.js";
import { encodeRecord } from "./record.js";

const PATH = "d/ledger.jsonl";

function event(id: string, job: string): LedgerEvent {
  const names = { request_id: "r", job_id: job, event_type: "t", actor: "a" };
  return { schema_version: 1, event_id: id, occurred_at: "2026-04-28T11:00:00Z", ...names };
}

/** Opens the ledger, appends an event if one is given, and resolves with what a replay found before. */
async function session(storage: MemoryStorage, appended?: LedgerEvent): Promise<readonly string[]> {
  const options = { directory: "d", name: "ledger.jsonl", eventTypes: new Set(["t"]) };
  const ledger = await FileLedger.open({ storage, ...options });
  const found: string[] = [];
  await ledger.replay(({ event_id, job_id }) => found.push(`${event_id} ${job_id}`));
  if (appended !== undefined) {
    ledger.stage([appended]);
    await ledger.commit();
  }
  await ledger.close();
  return found;
}

function appendForeign(storage: MemoryStorage, ...events: readonly LedgerEvent[]): void {
  const lines = Buffer.from(events.map(encodeRecord).join(""));
  storage.put(PATH, Buffer.concat([storage.bytes(PATH) ?? Buffer.alloc(0), lines]));
}

it("takes the first event of an id, whoever wrote it and wherever the other writer went on", async () => {
  const storage = new MemoryStorage();
  await session(storage, event("e1", "own"));
  appendForeign(storage, event("x", "foreign"), event("e1", "repeated"));
  await session(storage, event("e2", "own"));
  appendForeign(storage, event("e2", "repeated"), event("x", "repeated"), event("y", "foreign"));
  expect(await session(storage)).toEqual(["e1 own", "x foreign", "e2 own", "y foreign"]);
});
