import type { LedgerEvent } from "../kernel/ledger/event.js";
import { FileLedger } from "../kernel/ledger/file-ledger.js";
import type { Storage } from "../kernel/ports/storage.js";
import { DAEMON_DIRECTORY } from "../jobspec/runtime.js";
import { copyLedger, freeName } from "./copy.js";
import { HEAD_FILE, LEDGER_EVENT_TYPES, LEDGER_FILE, surveyLedger } from "./survey-ledger.js";

const BATCH_EVENTS = 512;

/** What a repair did. */
export interface Repaired {
  readonly events: number;
  /** Where the ledger as it was is kept. */
  readonly copy: string;
}

/**
 * Writes the ledger anew from every event that can be read, each sealed, and puts it in the old one's place. The old
 * one is copied to `quarantine/` first. A crash leaves the old ledger or the new one. The caller holds the lock.
 *
 * What stood in damaged lines is gone from the ledger: jobs may be missing, and a key may be given away again.
 */
export async function repairLedger(storage: Storage): Promise<Repaired | undefined> {
  const copy = `${DAEMON_DIRECTORY}/quarantine/${await freeCopy(storage)}`;
  const original = await surveyLedger(storage);
  if (original === undefined) return undefined;
  await storage.makeDirectory(`${DAEMON_DIRECTORY}/quarantine`);
  await copyLedger(original.file, { storage, path: copy, endBytes: original.bytes });
  await original.file.close();
  await storage.syncDirectory(`${DAEMON_DIRECTORY}/quarantine`);
  const name = freeName("ledger.repair", ".jsonl", await storage.list(DAEMON_DIRECTORY));
  const events = await writeAnew(storage, name);
  // The head first: a new head with the old file says less than is there, the other way round it would say more.
  const headName = name.replace(".jsonl", ".head");
  await storage.rename(`${DAEMON_DIRECTORY}/${headName}`, HEAD_FILE);
  await storage.rename(`${DAEMON_DIRECTORY}/${name}`, LEDGER_FILE);
  await storage.syncDirectory(DAEMON_DIRECTORY);
  return { events, copy };
}

async function freeCopy(storage: Storage): Promise<string> {
  return freeName("ledger-before-repair", ".jsonl", await storage.list(`${DAEMON_DIRECTORY}/quarantine`));
}

async function writeAnew(storage: Storage, name: string): Promise<number> {
  const ledger = await FileLedger.open({ storage, directory: DAEMON_DIRECTORY, name, eventTypes: LEDGER_EVENT_TYPES });
  await ledger.replay(() => undefined);
  const events: LedgerEvent[] = [];
  const original = await surveyLedger(storage, (event) => events.push(event));
  await original?.file.close();
  // Also for no events at all: the new file has to exist.
  for (let start = 0; start === 0 || start < events.length; start += BATCH_EVENTS) {
    ledger.stage(events.slice(start, start + BATCH_EVENTS));
    await ledger.commit();
  }
  await ledger.close();
  return events.length;
}
