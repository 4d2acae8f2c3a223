import type { LedgerEvent } from "../../kernel/ledger/event.js";
import { parseTimestamp } from "../../kernel/timestamp.js";
import type { QueueCommand, QueueOutcome, Submit } from "./command.js";
import { decide } from "./decide.js";
import { evolve } from "./evolve.js";
import { statusAt } from "./job.js";
import { QueueState } from "./state.js";

/** When a bench starts, in milliseconds since the epoch. */
export const START = parseTimestamp("2026-04-28T12:00:00Z") ?? 0;
/** How long every claim holds. */
export const LEASE_MS = 60_000;

/** A queue of rules alone: commands in, events kept, time in the test's hand. */
export class Bench {
  now = START;
  readonly events: LedgerEvent[] = [];
  readonly state = new QueueState();
  #tokens = 0;

  run(command: QueueCommand): QueueOutcome {
    const token = (): string => `token-${++this.#tokens}`;
    const { events, outcome } = decide(this.state, command, { now: this.now, token });
    for (const event of events) {
      this.events.push(event);
      evolve(this.state, event);
    }
    return outcome;
  }

  submit(change: Partial<Submit> = {}): string {
    const outcome = this.run({ kind: "submit", jobType: "rpi.run", actor: "a", requestId: "r", jobId: "j", ...change });
    return outcome.kind === "submitted" ? outcome.jobId : JSON.stringify(outcome);
  }

  claim(change: Partial<Extract<QueueCommand, { kind: "claim" }>> = {}): QueueOutcome {
    return this.run({ kind: "claim", actor: "w", leaseMs: LEASE_MS, ...change });
  }

  heartbeat(claimToken: string, leaseEpoch: number, jobId = "j"): QueueOutcome {
    return this.run({ kind: "heartbeat", jobId, claimToken, leaseEpoch, leaseMs: LEASE_MS, actor: "w" });
  }

  complete(claimToken: string, leaseEpoch: number): QueueOutcome {
    return this.run({ kind: "complete", jobId: "j", claimToken, leaseEpoch, actor: "w", artifacts: { a: "1" } });
  }

  types(): string[] {
    return this.events.map((event) => event.event_type);
  }

  status(jobId = "j"): string | undefined {
    const job = this.state.job(jobId);
    return job === undefined ? undefined : statusAt(job, this.now);
  }
}
