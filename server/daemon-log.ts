import pino from "pino";
import type { Logger } from "pino";

import { systemScheduler } from "./kernel/ports/scheduler.js";

/** What waits to be written beyond this is dropped, so that a log that stands still costs no more memory. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** How long the last lines may take to be written. */
const LAST_LINES_MS = 1_000;

/** A log on standard error, one JSON object per line. */
export interface DaemonLog {
  readonly logger: Logger;
  /** Writes what still waits, as far as it can be written soon. Nothing is logged any more. */
  close(): Promise<void>;
}

/**
 * Opens the log. One that cannot be written, because its disk is full, its terminal has gone or nobody reads it, stops
 * nobody: the lines wait, and are tried again with the next one.
 */
export function openLog(level: string): DaemonLog {
  const destination = pino.destination({ fd: 2, sync: false, maxLength: MAX_BACKLOG_BYTES });
  let isBroken = false;
  // There is no second log to tell of the first.
  destination.on("error", () => (isBroken = true));
  destination.on("write", () => (isBroken = false));
  // Pino calls it when the process exits, and it tries for ever what cannot be written.
  destination.flushSync = noop;
  return {
    logger: pino({ level, base: { pid: process.pid } }, destination),
    close: () =>
      new Promise((resolve) => {
        if (isBroken) return resolve();
        const callOff = systemScheduler.after(LAST_LINES_MS, resolve);
        for (const end of ["error", "close"]) {
          destination.once(end, () => {
            callOff();
            resolve();
          });
        }
        destination.end();
      }),
  };
}

function noop(): void {
  // Nothing is to be done.
}
