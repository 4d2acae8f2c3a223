import { Socket } from "node:net";

import pino from "pino";
import type { Logger } from "pino";

import { systemScheduler } from "./kernel/ports/scheduler.js";

/** What waits to be written beyond this is dropped, so that a log that stands still costs no more memory. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** How long the last lines may take to be written. */
const LAST_LINES_MS = 1_000;
const STANDARD_ERROR = 2;

/** A log on standard error, one JSON object per line. */
export interface DaemonLog {
  readonly logger: Logger;
  /** Writes what still waits, as far as it can be written soon. Nothing is logged any more. */
  close(): Promise<void>;
}

/** Where lines go. */
interface Destination {
  write(line: string): void;
  /** Calls back once everything is written, or nothing will be. */
  end(done: () => void): void;
}

/**
 * Opens the log. One that cannot be written, because its disk is full, its terminal has gone or nobody reads it, stops
 * nobody: the lines wait, and are tried again with the next one.
 */
export function openLog(level: string): DaemonLog {
  const { stderr } = process;
  // Node makes a socket of a pipe, and a terminal is one, too.
  const destination = stderr instanceof Socket && !stderr.isTTY ? pipe(stderr) : file();
  return {
    logger: pino({ level, base: { pid: process.pid } }, destination),
    close: () =>
      new Promise((resolve) => {
        const callOff = systemScheduler.after(LAST_LINES_MS, resolve);
        destination.end(() => {
          callOff();
          resolve();
        });
      }),
  };
}

/** A write to a pipe whose reader stands still waits in the event loop: on a thread it would keep the process. */
function pipe(stderr: Socket): Destination {
  // There is no second log to tell of the first.
  stderr.on("error", noop);
  return {
    write: (line) => {
      if (stderr.writableLength < MAX_BACKLOG_BYTES) stderr.write(line);
    },
    end: (done) => stderr.write("", done),
  };
}

/** A file, a device or a terminal is written on a thread: a slow disk holds nobody up. */
function file(): Destination {
  const destination = pino.destination({ fd: STANDARD_ERROR, sync: false, maxLength: MAX_BACKLOG_BYTES });
  let isBroken = false;
  destination.on("error", () => (isBroken = true));
  destination.on("write", () => (isBroken = false));
  // Pino calls it when the process exits, and it tries for ever what cannot be written.
  destination.flushSync = noop;
  return {
    write: (line) => destination.write(line),
    end: (done) => {
      if (isBroken) return done();
      for (const end of ["error", "close"]) destination.once(end, done);
      destination.end();
    },
  };
}

function noop(): void {
  // Nothing is to be done.
}
