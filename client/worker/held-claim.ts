import { heartbeatJob, type WorkerCredentials } from "../../generated/worker/client.js";
import type { Artifacts, Claim, ClaimResponse, HeartbeatJobReply } from "../../generated/worker/types.js";
import type { Client } from "../../generated/runtime/client.js";
import { timingOf, untilSettled, type Patience } from "../jobspec/patience.js";
import type { Timing } from "../jobspec/timing.js";
import { ClaimLost, type LossReason } from "./job.js";

/** How a claim is kept. */
export interface KeepOptions extends Omit<Patience, "signal"> {
  readonly client: Client<WorkerCredentials>;
  readonly worker: string;
  readonly leaseMs: number;
}

/** A claim as the daemon gave it. `sentMs` is when it was asked for: the lease is not thought longer than it is. */
export interface GivenClaim {
  readonly response: ClaimResponse;
  readonly sentMs: number;
}

/** A heartbeat is due after this part of what is left of the lease, and has to be answered within another of it all. */
const BEATS_PER_LEASE = 4;

/** A claim whose lease is kept by heartbeats until it is let go or lost. */
export class HeldClaim {
  readonly claim: Claim;
  readonly #options: KeepOptions;
  readonly #timing: Timing;
  readonly #lost = new AbortController();
  readonly #letGo = new AbortController();
  #unsent: Artifacts = {};
  /** Artifacts that the daemon has not taken; they are left to the outcome, which tells why. */
  #untaken: Artifacts | undefined;
  #endMs: number;

  constructor({ response, sentMs }: GivenClaim, options: KeepOptions) {
    this.claim = response.claim;
    this.#options = options;
    this.#timing = timingOf(options);
    this.#endMs = sentMs + response.lease.remaining_ms;
    // The answer may have been under way for longer.
    if (this.#endMs <= this.#timing.now()) this.lose("lease_expired");
    else void this.#keep();
  }

  /** Aborted when the claim is lost, with a `ClaimLost` as its reason. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Why the claim is lost; undefined while it holds. */
  get loss(): LossReason | undefined {
    return this.signal.aborted ? (this.signal.reason as ClaimLost).reason : undefined; // nothing else aborts it
  }

  /** Artifacts that no heartbeat has brought to the daemon yet. */
  get unsent(): Artifacts {
    return this.#unsent;
  }

  report(artifacts: Artifacts): void {
    this.#unsent = { ...this.#unsent, ...artifacts };
  }

  /** Sends no further heartbeat. */
  letGo(): void {
    this.#letGo.abort();
  }

  lose(reason: LossReason, cause?: unknown): void {
    this.letGo();
    this.#lost.abort(new ClaimLost(reason, cause));
  }

  async #keep(): Promise<void> {
    try {
      while (!this.#letGo.signal.aborted) {
        // A claim that is given again, its reply having been lost, may be near its end.
        const leftMs = Math.max(0, this.#endMs - this.#timing.now());
        await this.#timing.sleep(leftMs / BEATS_PER_LEASE, this.#letGo.signal);
        if (!this.#letGo.signal.aborted) await this.#beat();
      }
    } catch (fault) {
      this.lose("refused", fault);
    }
  }

  async #beat(): Promise<void> {
    const { client, worker, leaseMs } = this.#options;
    const artifacts = this.#unsent === this.#untaken ? {} : this.#unsent;
    const body = { worker, claim: this.claim, lease_ms: leaseMs, artifacts };
    let sentMs = 0;
    const settlement = await untilSettled(
      (call): Promise<HeartbeatJobReply> => {
        sentMs = this.#timing.now();
        return heartbeatJob(client, { body }, call);
      },
      { ...this.#options, signal: this.#letGo.signal, attemptTimeoutMs: leaseMs / BEATS_PER_LEASE },
      this.#endMs - this.#timing.now(),
    );
    if (this.#letGo.signal.aborted) return;
    if (settlement.kind === "given-up") {
      return this.lose(settlement.fault?.status === 403 ? "refused" : "lease_expired", settlement.fault?.cause);
    }
    const { reply } = settlement;
    if (reply.status === 409) return this.lose(reply.body.reason);
    if ((reply.status === 400 || reply.status === 413) && artifacts === this.#unsent) {
      this.#untaken = artifacts;
      return this.#beat();
    }
    if (reply.status !== 200) return this.lose("refused");
    this.#endMs = sentMs + reply.body.lease.remaining_ms;
    if (this.#unsent === artifacts) this.#unsent = {};
  }
}
