import type { Decider, Decision } from "./decider.js";
import type { LedgerEvent } from "./ledger/event.js";
import type { Ledger } from "./ledger/ledger.js";
import { LedgerError } from "./ledger/ledger.js";
import type { Clock } from "./ports/clock.js";
import type { Identifiers } from "./ports/identifiers.js";
import type { Scheduler } from "./ports/scheduler.js";
import { LATEST_MS } from "./timestamp.js";

/** A batch holds at most this many commands: beyond it one sync costs more than it saves. */
export const MAX_BATCH_COMMANDS = 512;
/** A batch closes at this many bytes of records, so that one write stays short. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** How long nothing must have come before the ledger is settled. */
export const REST_MS = 5_000;

/** A checkpoint is made when at least this many events are not in the last one. */
export const CHECKPOINT_EVENTS = 1_000;

/** Where a test makes a command fail: before its events are appended, or after they are durable but unanswered. */
export type Failpoint = "before_append" | "after_append_before_ack";

/** A failpoint that was reached. */
export class FailpointError extends Error {
  readonly failpoint: Failpoint;

  constructor(failpoint: Failpoint) {
    super(`failpoint: ${failpoint}`);
    this.name = "FailpointError";
    this.failpoint = failpoint;
  }
}

/** Events that became durable together. */
export interface Commit {
  readonly events: readonly LedgerEvent[];
  /** From the first byte that was written to the end of the sync. */
  readonly durationMs: number;
}

/** What a pipeline runs on. */
export interface PipelineOptions<State, Command, Outcome> {
  readonly decider: Decider<State, Command, Outcome>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
  readonly scheduler: Scheduler;
  /** Called once when the ledger can no longer tell what is stored: the process must stop. */
  readonly onFatal: (fault: LedgerError) => void;
  /** Told what an operator may want to know although nothing has to be done. */
  readonly onNotice?: ((fault: Error) => void) | undefined;
  /** Told after every commit: `state` holds its events, and they are durable. */
  readonly onCommit?: ((commit: Commit) => void) | undefined;
  /** Default {@link CHECKPOINT_EVENTS}. */
  readonly checkpointEvents?: number | undefined;
}

interface Waiting<Command, Outcome> {
  readonly command: Command;
  readonly failpoint: Failpoint | undefined;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (reason: Error) => void;
}

interface Decided<Command, Outcome> {
  readonly waiting: Waiting<Command, Outcome>;
  readonly decision: Decision<Outcome>;
}

/**
 * Command, decide, append, sync, evolve, answer: the one way anything changes, for every runtime.
 *
 * Commands are decided one after another; those that wait while a sync runs form the next batch and share its sync.
 * Readers use `state`, which never holds an event that is not durable, and no command is answered before the events
 * it stored or depends on are.
 */
export class Pipeline<State, Command, Outcome> {
  readonly #options: PipelineOptions<State, Command, Outcome>;
  #state: State;
  /** Events that the last checkpoint holds. */
  #kept = 0;
  #waiting: Waiting<Command, Outcome>[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  /** When the last stored event occurred. */
  #latestMs = 0;
  /** What the clock said had elapsed when that was the present. */
  #latestElapsedMs = 0;
  #stopResting: () => void = () => undefined;

  private constructor(options: PipelineOptions<State, Command, Outcome>) {
    this.#options = options;
    this.#state = options.decider.initial();
  }

  /** Folds what the ledger holds and takes commands from there; rejects as {@link Ledger.replay} does. */
  static async start<S, C, O>(options: PipelineOptions<S, C, O>): Promise<Pipeline<S, C, O>> {
    const pipeline = new Pipeline(options);
    await pipeline.#startFromCheckpoint();
    await options.ledger.replay((event, occurredAtMs) => {
      if (occurredAtMs > pipeline.#latestMs) pipeline.#latestMs = occurredAtMs;
      options.decider.evolve(pipeline.#state, event);
    });
    pipeline.#latestElapsedMs = options.clock.elapsedMs();
    // In the background: who waits for the start must not wait for what it need not read.
    options.scheduler.soon(() => {
      void options.ledger.verify().catch((fault: unknown) => options.onNotice?.(asError(fault)));
    });
    return pipeline;
  }

  /** Everything that is durable, folded. Read it at once: it changes with every batch. */
  get state(): State {
    return this.#state;
  }

  /**
   * The present as commands see it: the wall clock, but never before the last stored event. Behind a wall clock that
   * was set back it goes on from there, so that leases end. Time stands still at the last moment that can be stored.
   */
  now(): number {
    const { clock } = this.#options;
    const sinceLatestMs = Math.floor(clock.elapsedMs() - this.#latestElapsedMs);
    return Math.min(Math.max(clock.now(), this.#latestMs + sinceLatestMs), LATEST_MS);
  }

  /**
   * Decides a command in its turn and resolves when the answer is durable. One whose signal is aborted when its turn
   * comes changes nothing.
   *
   * Rejects with {@link LedgerError} when its events could not be stored, with {@link FailpointError} at a failpoint,
   * with the signal's reason when nobody wants the answer any more.
   */
  execute(command: Command, failpoint?: Failpoint, signal?: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new LedgerError("closed", "append ledger: the ledger takes no more events"));
        return;
      }
      // Also for what would need no event: the answer may depend on what was lost.
      if (this.#options.ledger.refusal !== undefined) {
        reject(this.#options.ledger.refusal);
        return;
      }
      this.#waiting.push({ command, failpoint, signal, resolve, reject });
      this.#wake();
    });
  }

  /** Refuses new commands, answers those that wait, and closes the ledger. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopResting();
    while (this.#running !== undefined) await this.#running;
    this.#stopResting();
    await this.#keep();
    await this.#options.ledger.close();
  }

  #wake(): void {
    this.#running ??= new Promise((done) => {
      this.#options.scheduler.soon(() => {
        void this.#drain().then(done);
      });
    });
  }

  async #drain(): Promise<void> {
    const { ledger, scheduler } = this.#options;
    this.#stopResting();
    await ledger.quarantine();
    while (this.#waiting.length > 0) {
      await this.#runBatch();
      // Answers go out, and what came meanwhile is read: it joins the next batch, and needs no mark before it.
      if (this.#waiting.length === 0) await new Promise<void>((resolve) => scheduler.soon(resolve));
    }
    ledger.rest();
    this.#running = undefined;
    this.#stopResting = scheduler.after(REST_MS, () => {
      // A settling that is over before it is remembered would be waited for for ever.
      if (!this.#closed) this.#running ??= this.#settle();
    });
  }

  async #startFromCheckpoint(): Promise<void> {
    const { ledger, decider, onNotice } = this.#options;
    const { snapshots } = decider;
    if (snapshots === undefined) return;
    try {
      await ledger.startFromCheckpoint(snapshots.version, ({ state, latestMs, events }) => {
        this.#state = snapshots.decode(state);
        this.#latestMs = latestMs;
        this.#kept = events;
      });
    } catch (fault) {
      onNotice?.(asError(fault));
    }
  }

  /** Notes down what is durable, while nothing is appended. */
  async #keep(): Promise<void> {
    const { ledger, decider, checkpointEvents = CHECKPOINT_EVENTS } = this.#options;
    await ledger.settle();
    if (decider.snapshots === undefined || ledger.size - this.#kept < checkpointEvents) return;
    this.#kept = ledger.size;
    const { version } = decider.snapshots;
    await ledger.saveCheckpoint({ version, latestMs: this.#latestMs, state: decider.snapshots.encode(this.#state) });
  }

  /** Commands that come meanwhile wait, as behind a batch. */
  async #settle(): Promise<void> {
    if (!this.#closed) await this.#keep();
    this.#running = undefined;
    if (this.#waiting.length > 0) this.#wake();
  }

  async #runBatch(): Promise<void> {
    const { decider } = this.#options;
    const branch = decider.branch(this.#state);
    const decided: Decided<Command, Outcome>[] = [];
    const now = this.now();
    let bytes = 0;
    let taken = 0;
    for (const waiting of this.#waiting) {
      if (taken === MAX_BATCH_COMMANDS || bytes >= MAX_BATCH_BYTES) break;
      taken++;
      try {
        waiting.signal?.throwIfAborted();
        const decision = this.#decide(branch, waiting, now);
        bytes += this.#stage(branch, decision.events);
        // Nothing unsynced came before it, so it depends on nothing unsynced.
        if (bytes === 0) waiting.resolve(decision.outcome);
        else decided.push({ waiting, decision });
      } catch (fault) {
        waiting.reject(asError(fault));
      }
    }
    this.#waiting = this.#waiting.slice(taken);
    if (bytes > 0) await this.#commit(branch, decided, now);
  }

  #decide(state: State, waiting: Waiting<Command, Outcome>, now: number): Decision<Outcome> {
    const { decider, identifiers } = this.#options;
    const decision = decider.decide(state, waiting.command, { now, token: identifiers.token });
    if (decision.events.length > 0 && waiting.failpoint === "before_append") throw new FailpointError("before_append");
    return decision;
  }

  #stage(branch: State, events: readonly LedgerEvent[]): number {
    const { decider, ledger } = this.#options;
    if (events.length === 0) return 0;
    const bytes = ledger.stage(events);
    for (const event of events) decider.evolve(branch, event);
    return bytes;
  }

  async #commit(branch: State, decided: Decided<Command, Outcome>[], now: number): Promise<void> {
    const { decider, ledger, clock, onFatal } = this.#options;
    const startedMs = clock.elapsedMs();
    try {
      await ledger.commit();
    } catch (fault) {
      const error = asError(fault);
      for (const { waiting } of decided) this.#refuse(waiting, error);
      if (error instanceof LedgerError && error.code === "unknown" && !this.#closed) {
        this.#closed = true;
        onFatal(error);
      }
      return;
    }
    decider.merge(this.#state, branch);
    this.#latestMs = now;
    this.#latestElapsedMs = startedMs;
    const events = decided.flatMap(({ decision }) => decision.events);
    this.#options.onCommit?.({ events, durationMs: clock.elapsedMs() - startedMs });
    for (const { waiting, decision } of decided) {
      const failed = waiting.failpoint === "after_append_before_ack" && decision.events.length > 0;
      if (failed) waiting.reject(new FailpointError("after_append_before_ack"));
      else waiting.resolve(decision.outcome);
    }
  }

  /** Answers what needs no event from the state that is durable; everything else learns the fault. */
  #refuse(waiting: Waiting<Command, Outcome>, error: Error): void {
    try {
      const decision = this.#decide(this.#state, waiting, this.now());
      if (decision.events.length > 0) waiting.reject(error);
      else waiting.resolve(decision.outcome);
    } catch (fault) {
      waiting.reject(asError(fault));
    }
  }
}

function asError(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error("a decider threw something that is no error", { cause: fault });
}
