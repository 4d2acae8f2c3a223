import { dirname } from "node:path/posix";

import type { Clock } from "../ports/clock.js";
import { errorCode } from "../ports/error-code.js";
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
/** How often it looks whether the files are still there. */
export const LOOK_MS = 10_000;
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
 * a large state is bounded. Files that somebody else takes away or cuts are written again.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  /** Lengths in bytes of the files that it wrote last, by path. */
  readonly #written = new Map<string, number>();
  /** Events that all files show. */
  #shown = -1;
  #failures = 0;
  /** When the next pass may begin, by the monotonic clock. */
  #restedMs = 0;
  /** Ends when the last of those has ended whose turn it is to touch the files. */
  #turns: Promise<unknown> = Promise.resolve();
  #isWorking = false;
  #isBehind = false;
  #isClosed = false;
  #callOff: (() => void) | undefined;
  #callOffLimit: (() => void) | undefined;
  #callOffLook: (() => void) | undefined;

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** Told that there may be more to show. */
  follow(): void {
    if (this.#isClosed) return;
    this.#isBehind = true;
    this.#callOffLimit ??= this.#options.scheduler.after(LAG_LIMIT_MS, this.#options.onBehind);
    if (this.#isWorking) return;
    this.#callOff ??= this.#options.scheduler.after(this.#pauseMs(), () => {
      this.#callOff = undefined;
      void this.#inTurn(() => this.#passAndTell());
    });
  }

  /** Writes the files now, and again until they show what `onPass` has stored, or some cannot be written. */
  rebuild(): Promise<void> {
    return this.#inTurn(async () => {
      this.#shown = -1;
      do await this.#passAndTell();
      while (this.#isBehind && this.#failures === 0);
    });
  }

  /** Ends a pass that runs, and writes once more what is not shown yet. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#inTurn(async () => {
      if (this.#isBehind) await this.#pass();
    });
    for (const callOff of [this.#callOff, this.#callOffLimit, this.#callOffLook]) callOff?.();
  }

  /** One after another: all write the same temporary files. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turns.then(async () => {
      this.#isWorking = true;
      try {
        return await work();
      } finally {
        this.#isWorking = false;
        if (this.#isBehind) this.follow();
        this.#lookLater();
      }
    });
    this.#turns = done;
    return done;
  }

  #pauseMs(): number {
    const pauseMs = Math.max(MIN_INTERVAL_MS, this.#restedMs - this.#options.clock.elapsedMs());
    if (this.#failures === 0) return pauseMs;
    return Math.max(pauseMs, Math.min(MIN_INTERVAL_MS * 2 ** this.#failures, MAX_RETRY_MS));
  }

  async #passAndTell(): Promise<void> {
    await this.#pass();
    if (!this.#isClosed) await this.#options.onPass();
  }

  async #pass(): Promise<void> {
    this.#callOff?.();
    this.#callOff = undefined;
    const { clock } = this.#options;
    const startedMs = clock.elapsedMs();
    const picture = this.#options.take();
    this.#isBehind = false;
    if (picture.eventCount === this.#shown) return;
    let isComplete = true;
    for (const file of picture.files) isComplete = (await this.#write(file)) && isComplete;
    const endedMs = clock.elapsedMs();
    this.#restedMs = endedMs + Math.min((endedMs - startedMs) / SHARE, MAX_INTERVAL_MS);
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
      this.#written.set(path, await writeWhole(storage, path, this.#piecemeal(pieces())));
    } catch (fault) {
      onFault(fault);
      return false;
    }
    onWritten();
    return true;
  }

  /** Requests get their turn between two pieces. */
  async *#piecemeal(pieces: Iterable<string>): AsyncGenerator<string> {
    for (const piece of pieces) {
      yield piece;
      await new Promise<void>((resolve) => {
        this.#options.scheduler.soon(resolve);
      });
    }
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#callOffLook ??= this.#options.scheduler.after(LOOK_MS, () => {
      this.#callOffLook = undefined;
      void this.#inTurn(() => this.#look());
    });
  }

  async #look(): Promise<void> {
    // They are about to be written.
    if (this.#isBehind) return;
    for (const [path, bytes] of this.#written) {
      if (await isThere(this.#options.storage, path, bytes)) continue;
      this.#shown = -1;
      await this.#passAndTell();
      return;
    }
  }
}

/** True for a file of this length, and for one on what has become read-only: it cannot have been changed. */
async function isThere(storage: Storage, path: string, bytes: number): Promise<boolean> {
  try {
    const file = await storage.open(path);
    if (file === undefined) return false;
    try {
      return file.size() === bytes;
    } finally {
      await file.close();
    }
  } catch (fault) {
    return errorCode(fault) === "EROFS";
  }
}
