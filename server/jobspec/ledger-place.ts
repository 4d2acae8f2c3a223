import type { FileLedgerOptions } from "../kernel/ledger/ledger-file.js";
import type { Storage } from "../kernel/ports/storage.js";
import { EVENT_TYPES } from "./queue/vocabulary.js";

/** Where the daemon keeps everything, relative to the root of the project. */
export const DAEMON_DIRECTORY = ".agents/daemon";

/** Name of the file in which the daemon's ledger grows. */
export const LEDGER_FILE = "ledger.jsonl";

/** Event types a ledger of the daemon may hold. */
export const LEDGER_EVENT_TYPES: ReadonlySet<string> = new Set<string>(EVENT_TYPES);

/** Where the daemon's ledger is, and what is in it. */
export function ledgerPlace(storage: Storage): FileLedgerOptions {
  return { storage, directory: DAEMON_DIRECTORY, name: LEDGER_FILE, eventTypes: LEDGER_EVENT_TYPES };
}
