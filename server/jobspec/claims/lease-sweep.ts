import { LedgerError } from "../../kernel/ledger/ledger.js";
import type { Scheduler } from "../../kernel/ports/scheduler.js";

/** Leases that end close together are recorded together: a sweep is never sooner than this. */
const SOONEST_MS = 100;
/** The clock may jump while a timer runs, so it is looked at again after this long at the latest. */
const LATEST_MS = 1_000;

/** What a sweep works on. */
export interface SweptLeases {
  readonly scheduler: Scheduler;
  /** Milliseconds since the epoch, as commands see them. */
  now(): number;
  /** A time before which no lease ends; undefined when there is none. */
  nextEndMs(): number | undefined;
  /** Records what has ended. */
  expire(): Promise<void>;
}

/** Records the end of leases when it is there, not when somebody asks. */
export class LeaseSweep {
  readonly #leases: SweptLeases;
  #dueMs = Infinity;
  #callOff: (() => void) | undefined;
  #isStopped = false;

  constructor(leases: SweptLeases) {
    this.#leases = leases;
  }

  /** Follows the leases; to be called after every change of them. */
  follow(): void {
    const endMs = this.#leases.nextEndMs();
    if (this.#isStopped || endMs === undefined) return;
    const now = this.#leases.now();
    const delayMs = Math.min(Math.max(endMs - now, SOONEST_MS), LATEST_MS);
    if (this.#callOff !== undefined && this.#dueMs <= now + delayMs) return;
    this.#callOff?.();
    this.#dueMs = now + delayMs;
    this.#callOff = this.#leases.scheduler.after(delayMs, () => {
      this.#callOff = undefined;
      void this.#sweep();
    });
  }

  /** Records nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#callOff?.();
  }

  async #sweep(): Promise<void> {
    const endMs = this.#leases.nextEndMs();
    try {
      if (endMs !== undefined && endMs <= this.#leases.now()) await this.#leases.expire();
    } catch (fault) {
      // A ledger that refuses tells everybody who asks it; the end of the lease is recorded once it can be.
      if (!(fault instanceof LedgerError)) throw fault;
    }
    this.follow();
  }
}
