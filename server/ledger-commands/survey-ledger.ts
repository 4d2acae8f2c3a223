import { resolve } from "node:path";

import type { VisitEvent } from "../kernel/ledger/fold.js";
import type { OpenedLedger } from "../kernel/ledger/ledger-file.js";
import { openLedger } from "../kernel/ledger/ledger-file.js";
import type { Scan } from "../kernel/ledger/scan.js";
import { foldUnended, scanLedger } from "../kernel/ledger/scan.js";
import type { Storage } from "../kernel/ports/storage.js";
import { DAEMON_DIRECTORY, LEDGER_EVENT_TYPES, LEDGER_FILE, ledgerPlace } from "../jobspec/ledger-place.js";

/** A ledger as it is on disk. */
export interface SurveyedLedger extends OpenedLedger {
  readonly scan: Scan;
}

/** Name of its checkpoint, beside it. */
export const CHECKPOINT_FILE = "ledger.checkpoint";

/** What to tell whoever asks for the ledger of a directory that has none. */
export function noLedger(root: string): string {
  const path = resolve(root, DAEMON_DIRECTORY, LEDGER_FILE);
  return `${path}: no such file or directory; --root names the directory that a daemon serves\n`;
}

/**
 * Reads a ledger without changing anything; undefined when there is none. A daemon may go on writing meanwhile: what it
 * appends later is not looked at. The caller closes the live file.
 */
export async function surveyLedger(
  storage: Storage,
  visit: VisitEvent = () => undefined,
): Promise<SurveyedLedger | undefined> {
  const opened = await openLedger(ledgerPlace(storage), false);
  if (opened.files.length === 0 && opened.faults.length === 0) return undefined;
  const whole = { ...opened, eventTypes: LEDGER_EVENT_TYPES, visit };
  const scan = await scanLedger(whole);
  return { ...opened, scan: { ...scan, events: scan.events + (await foldUnended(scan, whole)) } };
}
