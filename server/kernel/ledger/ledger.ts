import type { Checkpoint } from "./checkpoint.js";
import type { CorruptRecord, LedgerEvent } from "./event.js";

/**
 * Why the ledger could not do what it was asked.
 *
 * - `unreadable`: what is stored cannot be read at all; nothing is served from it.
 * - `damaged`: what is stored lacks something that was accepted once; it is served, but nothing is added to it.
 * - `not-stored`: the append was refused and undone; nothing of it will ever be seen.
 * - `undoing`: the append failed and could not be undone yet; whether its events survive a crash now is not known. The
 *   next append undoes it first.
 * - `unknown`: the sync failed; whether the events survive is not known before a restart, and nothing more is accepted.
 * - `not-storable`: this one event cannot be written as a record.
 * - `closed`: the ledger was closed.
 */
export type LedgerErrorCode =
  "unreadable" | "damaged" | "not-stored" | "undoing" | "unknown" | "not-storable" | "closed";

/** A failure of the ledger. The message names the step and the fault, never an absolute path. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "LedgerError";
    this.code = code;
  }
}

/** What a replay found beside the events. */
export interface Replay {
  /** Valid events, repeated ids not counted. */
  readonly events: number;
  readonly corrupt: readonly CorruptRecord[];
}

/**
 * An append-only sequence of events with one writer.
 *
 * Events are staged one by one and become durable together: after `commit` resolves they survive a loss of power,
 * after it rejects with `not-stored` they are as if they had never been staged.
 */
export interface Ledger {
  /** Visits every event that is durable now, once, in order, an id's first record only; rejects with `unreadable`. */
  replay(visit: (event: LedgerEvent, occurredAtMs: number) => void): Promise<Replay>;
  /**
   * Hands over a state to start from, if there is one; the first replay then visits only the events behind it. Rejects
   * with a `CheckpointError` when it is of no use, and with what `take` throws; the replay visits everything then.
   */
  startFromCheckpoint(version: string, take: (checkpoint: Checkpoint) => void): Promise<void>;
  /** Keeps a state, between commits, for the next start. Never fails: without it the next start is slower. */
  saveCheckpoint(state: Pick<Checkpoint, "version" | "latestMs" | "state">): Promise<void>;
  /** Reads what a start from a checkpoint has passed over, and reports damage as opening would have. */
  verify(): Promise<void>;
  /** The lines that were no events when the ledger was opened. */
  readonly corrupt: readonly CorruptRecord[];
  /** Why nothing may be added although everything that is left can be read: a fault `damaged`. */
  readonly refusal: LedgerError | undefined;
  /** How many events are durable. */
  readonly size: number;
  /**
   * Events at positions `from` (counted from 0) to before `to`, as JSON texts, a few at a time; throws `unreadable`.
   */
  events(range: { readonly from: number; readonly to: number }): AsyncIterable<readonly string[]>;
  /** Position of the event with this id; undefined when there is none. Rejects with `unreadable`. */
  find(eventId: string): Promise<number | undefined>;
  /** Copies corrupt lines aside as the reference does; the ledger itself stays as it is. */
  quarantine(): Promise<void>;
  /** Takes events into the next commit, all or none, and returns their length; throws `not-storable`. */
  stage(events: readonly LedgerEvent[]): number;
  /** Appends what is staged and syncs it. One commit at a time. */
  commit(): Promise<void>;
  /** Told after a commit that nothing waits: the ledger may note down what is durable. Never fails. */
  rest(): void;
  /** Told, between commits, that nothing has come for a while. Never fails. */
  settle(): Promise<void>;
  close(): Promise<void>;
}
