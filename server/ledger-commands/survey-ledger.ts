import type { LedgerHead } from "../kernel/ledger/head.js";
import { readHead } from "../kernel/ledger/head.js";
import type { VisitEvent } from "../kernel/ledger/fold.js";
import type { Scan } from "../kernel/ledger/scan.js";
import { foldUnended, scanLedger } from "../kernel/ledger/scan.js";
import type { Storage, StorageFile } from "../kernel/ports/storage.js";
import { DAEMON_DIRECTORY } from "../jobspec/runtime.js";
import { EVENT_TYPES } from "../jobspec/queue/vocabulary.js";

/** Event types a ledger of the daemon may hold. */
export const LEDGER_EVENT_TYPES: ReadonlySet<string> = new Set<string>(EVENT_TYPES);

/** Where the ledger is, relative to the project. */
export const LEDGER_FILE = `${DAEMON_DIRECTORY}/ledger.jsonl`;

/** Where its head is. */
export const HEAD_FILE = `${DAEMON_DIRECTORY}/ledger.head`;

/** A ledger as it is on disk. */
export interface SurveyedLedger {
  readonly file: StorageFile;
  /** Length when the reading began. */
  readonly bytes: number;
  readonly head: LedgerHead | undefined;
  readonly scan: Scan;
}

/**
 * Reads a ledger without changing anything; undefined when there is none. A daemon may go on writing meanwhile: what it
 * appends later is not looked at. The caller closes the file.
 */
export async function surveyLedger(
  storage: Storage,
  visit: VisitEvent = () => undefined,
): Promise<SurveyedLedger | undefined> {
  // The head first: the file only grows, so it is never behind a head that was read before it.
  const head = await readHead(storage, HEAD_FILE);
  const file = await storage.open(LEDGER_FILE);
  if (file === undefined) return undefined;
  const bytes = file.size();
  const whole = { file, endBytes: bytes, eventTypes: LEDGER_EVENT_TYPES, visit };
  const scan = await scanLedger({ ...whole, head });
  const events = scan.events + (await foldUnended(scan, whole));
  return { file, bytes, head, scan: { ...scan, events } };
}
