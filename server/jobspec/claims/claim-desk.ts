import type { Clock } from "../../kernel/ports/clock.js";
import type { Scheduler } from "../../kernel/ports/scheduler.js";
import type { Failpoint } from "../../kernel/pipeline.js";
import { trimSpace } from "../../kernel/white-space.js";
import type { Claim, Claimed, QueueOutcome, Refused } from "../queue/command.js";
import { claimNameOf } from "../queue/job.js";
import type { JobType } from "../queue/vocabulary.js";
import { JOB_TYPES } from "../queue/vocabulary.js";

/** At most so many callers wait for work at a time. */
export const MAX_WAITERS = 1024;

/** How a claim is asked for. */
export interface ClaimOptions {
  /** How long to wait for a job when there is none. */
  readonly waitMs: number;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
  readonly failpoint?: Failpoint | undefined;
}

/** What became of a claim; a refusal for lack of jobs is not among it. */
export type ClaimAnswer = Claimed | Refused | { readonly kind: NoClaim };

/**
 * `nothing`: no job came in time. `superseded`: the same claim was asked for again. `busy`: too many wait. `stopping`:
 * the daemon does. `gone`: the caller is.
 */
export type NoClaim = "nothing" | "superseded" | "busy" | "stopping" | "gone";

/** What a desk works on. */
export interface ClaimSource {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Rejects, and claims nothing, when the signal is aborted before the claim is decided. */
  execute(command: Claim, failpoint: Failpoint | undefined, signal: AbortSignal): Promise<QueueOutcome>;
  /** How many jobs of a type can be claimed at once. */
  waitingCount(type: JobType): number;
}

/** `try`: there may be a job, or the time is over; one more attempt tells. */
type Woken = "try" | Exclude<NoClaim, "nothing">;

interface Waiter {
  /** Of the claim, as the queue remembers it. */
  readonly name: string;
  readonly types: readonly JobType[];
  wake(woken: Woken): void;
}

/** Gives jobs to callers, and lets those wait for whom there is none. */
export class ClaimDesk {
  readonly #source: ClaimSource;
  /** In the order in which they came. */
  readonly #waiters = new Set<Waiter>();
  #isStopping = false;

  constructor(source: ClaimSource) {
    this.#source = source;
  }

  /** How many callers wait. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Claims a job at once or as soon as there is one. Rejects as the queue does. */
  async claim(command: Claim, options: ClaimOptions): Promise<ClaimAnswer> {
    const { clock } = this.#source;
    const deadlineMs = clock.elapsedMs() + options.waitMs;
    for (;;) {
      const answer = await this.#attempt(command, options);
      if (answer !== undefined) return answer;
      const leftMs = deadlineMs - clock.elapsedMs();
      if (leftMs <= 0) return { kind: "nothing" };
      const woken = await this.#wait(command, leftMs, options.signal);
      if (woken !== "try") return { kind: woken };
    }
  }

  /** Wakes as many as there is work for, the first who came first; to be called after every change of the queue. */
  offer(): void {
    if (this.#waiters.size === 0) return;
    const left = new Map(JOB_TYPES.map((type) => [type, this.#source.waitingCount(type)]));
    for (const waiter of this.#waiters) {
      const type = waiter.types.find((each) => (left.get(each) ?? 0) > 0);
      if (type === undefined) continue;
      left.set(type, (left.get(type) ?? 0) - 1);
      waiter.wake("try");
    }
  }

  /** Sends everybody away and lets nobody wait any more. */
  stop(): void {
    this.#isStopping = true;
    for (const waiter of this.#waiters) waiter.wake("stopping");
  }

  /**
   * One try; undefined when there is nothing to claim. Whoever takes nothing offers on what he was woken for. A claim
   * that was written for a caller who went meanwhile stays his until its lease runs out: he may ask for it again.
   */
  async #attempt(command: Claim, { signal, failpoint }: ClaimOptions): Promise<ClaimAnswer | undefined> {
    try {
      const outcome = await this.#source.execute(command, failpoint, signal);
      if (outcome.kind === "claimed" && !outcome.repeated) return outcome;
      this.offer();
      if (outcome.kind !== "refused" || outcome.reason !== "not-claimable") return claimAnswer(outcome);
      return undefined;
    } catch (fault) {
      this.offer();
      if (signal.aborted) return { kind: "gone" };
      throw fault;
    }
  }

  #wait(command: Claim, leftMs: number, signal: AbortSignal): Promise<Woken> {
    if (this.#isStopping) return Promise.resolve("stopping");
    if (signal.aborted) return Promise.resolve("gone");
    const { actor, requestId = "", jobTypes: types = JOB_TYPES } = command;
    const name = claimNameOf(actor, trimSpace(requestId));
    if (requestId !== "") this.#supersede(name);
    if (this.#waiters.size >= MAX_WAITERS) return Promise.resolve("busy");
    return new Promise((resolve) => {
      const wake = (woken: Woken): void => {
        this.#waiters.delete(waiter);
        signal.removeEventListener("abort", leave);
        callOff();
        resolve(woken);
      };
      const waiter = { name, types, wake };
      const leave = (): void => {
        wake("gone");
      };
      const callOff = this.#source.scheduler.after(leftMs, () => {
        wake("try");
      });
      signal.addEventListener("abort", leave);
      this.#waiters.add(waiter);
      // What came while the caller was told that there is nothing.
      this.offer();
    });
  }

  /** Whoever asks again has given up the connection on which he asked before. */
  #supersede(name: string): void {
    for (const waiter of this.#waiters) if (waiter.name === name) waiter.wake("superseded");
  }
}

function claimAnswer(outcome: QueueOutcome): Claimed | Refused {
  if (outcome.kind === "claimed" || outcome.kind === "refused") return outcome;
  throw new Error(`a claim was answered as ${outcome.kind}`);
}
