import type { JobType, ProjectionName } from "./vocabulary.js";

/** Accept a job, or find the one that was accepted under the same id or key. */
export interface Submit {
  readonly kind: "submit";
  readonly jobType: JobType;
  /** Blank means: generate one. */
  readonly jobId?: string | undefined;
  /** Empty means: generate one. */
  readonly requestId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly payload?: Readonly<Record<string, unknown>> | undefined;
  readonly maxAttempts?: number | undefined;
  readonly actor: string;
}

/** End a job that has not ended; needs neither claim nor lease. */
export interface Cancel {
  readonly kind: "cancel";
  readonly jobId: string;
  readonly requestId?: string | undefined;
  readonly reason?: string | undefined;
  readonly actor: string;
}

/** Take a job, or the first that may be taken, for as long as the lease. */
export interface Claim {
  readonly kind: "claim";
  /** Absent: the first claimable job in queue order. */
  readonly jobId?: string | undefined;
  /** Only jobs of these types; absent or empty: any. */
  readonly jobTypes?: readonly JobType[] | undefined;
  /** Names this claim of the actor: repeating it gives the same claim again, or nothing when that one is over. */
  readonly requestId?: string | undefined;
  readonly leaseMs: number;
  readonly actor: string;
}

/** What every message of a worker about its claim carries: the fence. */
export interface Fenced {
  readonly jobId: string;
  readonly claimToken: string;
  readonly leaseEpoch: number;
  readonly requestId?: string | undefined;
  readonly artifacts?: Readonly<Record<string, string>> | undefined;
  readonly actor: string;
}

/** Keep the lease of a claim. */
export interface Heartbeat extends Fenced {
  readonly kind: "heartbeat";
  readonly leaseMs: number;
}

/** Report success. */
export interface Complete extends Fenced {
  readonly kind: "complete";
}

/** Report failure; an empty code means `request_rejected`. */
export interface Fail extends Fenced {
  readonly kind: "fail";
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

/** Record that the leases that have run out by now have done so. */
export interface Expire {
  readonly kind: "expire";
  readonly actor: string;
}

/** Record that projections have fallen behind, or that they were written anew. */
export interface Mark {
  readonly kind: "mark";
  readonly status: "stale" | "current";
  readonly projections: readonly ProjectionName[];
  /** Why they are behind. */
  readonly reason?: string | undefined;
  readonly actor: string;
}

/** Everything that can be asked of the queue. */
export type QueueCommand = Submit | Cancel | Claim | Heartbeat | Complete | Fail | Expire | Mark;

/** Why the queue refuses; nothing is stored then. */
export type RefusalReason = "invalid-request" | "not-found" | "not-claimable" | "already-claimed" | ClaimFault;

/**
 * Why a claim is worth nothing: another came after it or it never was, its lease has run out, the job was cancelled,
 * or it has ended otherwise than the worker says.
 */
export type ClaimFault = "fenced" | "lease-expired" | "cancelled" | "ended";

/** A refusal, in the reference's words. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  readonly message: string;
}

/** What a cancel came to. */
export type CancelOutcome =
  "cancelled" | "already_terminal_completed" | "already_terminal_failed" | "already_terminal_cancelled";

/** A claim a worker holds. */
export interface Claimed {
  readonly kind: "claimed";
  readonly jobId: string;
  readonly claimToken: string;
  readonly leaseEpoch: number;
  readonly leaseExpiresAt: string;
  /** True when an earlier request has made the claim. */
  readonly repeated: boolean;
}

/** The answer to each command. */
export type QueueOutcome =
  | { readonly kind: "submitted"; readonly jobId: string; readonly repeated: boolean }
  | { readonly kind: "cancelled"; readonly jobId: string; readonly outcome: CancelOutcome }
  | Claimed
  /** `repeated`: the same claim has reported the same outcome before. */
  | { readonly kind: "reported"; readonly jobId: string; readonly repeated: boolean }
  | { readonly kind: "expired"; readonly jobIds: readonly string[] }
  | { readonly kind: "marked"; readonly projections: readonly ProjectionName[] }
  | Refused;

/** A refusal in the reference's words. */
export function refused(reason: RefusalReason, message: string): Refused {
  return { kind: "refused", reason, message };
}
