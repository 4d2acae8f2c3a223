import { dirname } from "node:path/posix";

import type { Clock } from "../ports/clock.js";
import type { Scheduler } from "../ports/scheduler.js";
import type { Storage } from "../ports/storage.js";
import { writeWhole } from "./whole-file.js";

/** Files are written at most this often, however many events there are. */
export const MIN_INTERVAL_MS = 1_000;
/** Files that take long are written less often, but at least this often while events come. */
export const MAX_INTERVAL_MS = 60_000;
/** Files that show less than the ledger for longer than this have fallen behind. */
export const LAG_LIMIT_MS = 120_000;
/** A pass may take this part of the time between two passes. */
const SHARE = 1 / 50;
/** After failures the next try waits longer and longer, up to this. */
const MAX_RETRY_MS = 10_000;

/** One file of a picture. */
export interface PictureFile {
  /** Relative to the root of the storage. */
  readonly path: string;
  /** The text, made while it is written; of values that do not change meanwhile. */
  pieces(): Iterable<string>;
  /** Told that it is there, also after a loss of power. */
  onWritten(): void;
  /** Told why the old one is still there. */
  onFault(fault: unknown): void;
}

/** What the files are to show: durable state of one moment, in the order in which it is written. */
export interface Picture {
  /** How many events it shows. */
  readonly eventCount: number;
  readonly files: readonly PictureFile[];
}

/** What a projector runs on. */
export interface ProjectorOptions {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  /** The picture of now. Only what is durable: files outlive a crash, and so must what they show. */
  readonly take: () => Picture;
  /** Told after every pass but the one of the end; events stored here are shown by another pass. */
  readonly onPass: () => Promise<void>;
  /** Told when the files have been behind for {@link LAG_LIMIT_MS}; once, until they have caught up. */
  readonly onBehind: () => void;
}

/**
 * Keeps files that show the state of a ledger.
 *
 * It follows the ledger: told of a commit, it writes all files anew after a while, and again when more was committed
 * meanwhile. Never two passes at a time. The time between two passes grows with what a pass takes, so that the cost of
 * a large state is bounded.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  /** Events that all files show. */
  #shown = -1;
  #failures = 0;
  #lastPassMs = 0;
  #running: Promise<void> | undefined;
  #isBehind = false;
  #isClosed = false;
  #callOff: (() => void) | undefined;
  #callOffLimit: (() => void) | undefined;

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** Told that there may be more to show. */
  follow(): void {
    if (this.#isClosed) return;
    this.#isBehind = true;
    this.#callOffLimit ??= this.#options.scheduler.after(LAG_LIMIT_MS, this.#options.onBehind);
    if (this.#running !== undefined) return;
    this.#callOff ??= this.#options.scheduler.after(this.#pauseMs(), () => {
      this.#callOff = undefined;
      this.#running = this.#passAndGoOn();
    });
  }

  /** Writes the files now, and again until they show what `onPass` has stored. False when some could not be written. */
  async rebuild(): Promise<boolean> {
    this.#isBehind = true;
    while (this.#isBehind) {
      await this.#pass();
      await this.#options.onPass();
      if (this.#failures > 0) return false;
    }
    return true;
  }

  /** Ends a pass that runs, and writes once more what is not shown yet. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOff?.();
    await this.#running;
    this.#callOffLimit?.();
    if (this.#isBehind) await this.#pass();
  }

  #pauseMs(): number {
    const pauseMs = Math.min(Math.max(MIN_INTERVAL_MS, this.#lastPassMs / SHARE), MAX_INTERVAL_MS);
    if (this.#failures === 0) return pauseMs;
    return Math.max(pauseMs, Math.min(MIN_INTERVAL_MS * 2 ** this.#failures, MAX_RETRY_MS));
  }

  async #passAndGoOn(): Promise<void> {
    await this.#pass();
    if (!this.#isClosed) await this.#options.onPass();
    this.#running = undefined;
    if (this.#isBehind) this.follow();
  }

  async #pass(): Promise<void> {
    const startedMs = this.#options.clock.elapsedMs();
    const picture = this.#options.take();
    this.#isBehind = false;
    if (picture.eventCount === this.#shown) return;
    let isComplete = true;
    for (const file of picture.files) isComplete = (await this.#write(file)) && isComplete;
    this.#lastPassMs = this.#options.clock.elapsedMs() - startedMs;
    if (isComplete) this.#caughtUp(picture);
    else this.#failed();
  }

  #caughtUp({ eventCount }: Picture): void {
    this.#shown = eventCount;
    this.#failures = 0;
    this.#callOffLimit?.();
    this.#callOffLimit = undefined;
  }

  #failed(): void {
    this.#failures++;
    this.#isBehind = true;
  }

  async #write({ path, pieces, onWritten, onFault }: PictureFile): Promise<boolean> {
    const { storage } = this.#options;
    try {
      await storage.makeDirectory(dirname(path));
      await writeWhole(storage, path, this.#inTurns(pieces()));
    } catch (fault) {
      onFault(fault);
      return false;
    }
    onWritten();
    return true;
  }

  /** Requests get their turn between two pieces. */
  async *#inTurns(pieces: Iterable<string>): AsyncGenerator<string> {
    for (const piece of pieces) {
      yield piece;
      await new Promise<void>((resolve) => {
        this.#options.scheduler.soon(resolve);
      });
    }
  }
}
