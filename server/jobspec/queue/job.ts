import type { JobStatus, JobType, ProjectionName } from "./vocabulary.js";

/** Why a job failed. `code` is what the ledger says, which may be outside the contract's set. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** One job as the queue knows it. Never changed: an event makes a new row. */
export interface Job {
  /** Position of the job's first event among all jobs; the queue is served in this order. */
  readonly ordinal: number;
  readonly jobId: string;
  /** Undefined for a job that was never accepted, or whose type the contract does not know. */
  readonly jobType: JobType | undefined;
  readonly requestId: string;
  readonly requestIds: readonly string[];
  /** What the events say; whether a lease has run out meanwhile is a question of the present ({@link statusAt}). */
  readonly status: JobStatus;
  readonly idempotencyKey: string | undefined;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Token, epoch and lease stay on the row after the job has ended. */
  readonly claimToken: string | undefined;
  /** Names the present claim ({@link claimNameOf}); repeating its request gives the same claim again. */
  readonly claimName: string | undefined;
  /** Token of a claim whose lease has run out, until the next claim: its worker can be told what happened. */
  readonly lapsedToken: string | undefined;
  readonly leaseEpoch: number;
  readonly lease: Lease | undefined;
  readonly failure: Failure | undefined;
  readonly artifacts: Readonly<Record<string, string>> | undefined;
  readonly targets: readonly ProjectionName[] | undefined;
  readonly payload: Readonly<Record<string, unknown>> | undefined;
  readonly createdAt: string | undefined;
  readonly updatedAt: string;
  readonly lastEventId: string;
}

/** How long a claim holds. `expiresMs` is undefined when the ledger's text is no time. */
export interface Lease {
  readonly expiresAt: string;
  readonly expiresMs: number | undefined;
}

/** The name under which a claim is remembered: who asked, and with which request; neither holds white space. */
export function claimNameOf(worker: string, requestId: string): string {
  return `${worker} ${requestId}`;
}

/** True once nothing can happen to a job any more. */
export function isTerminal(status: JobStatus): status is "completed" | "failed" | "cancelled" {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** True when the lease of a running job has run out; the very instant of its end counts as run out. */
export function isLeaseExpired(job: Job, now: number): boolean {
  return job.status === "running" && job.lease?.expiresMs !== undefined && job.lease.expiresMs <= now;
}

/** The status to show at this moment: a running job whose lease has run out waits for a retry. */
export function statusAt(job: Job, now: number): JobStatus {
  return isLeaseExpired(job, now) ? "retry_waiting" : job.status;
}

/** True for a job that waits for a retry it will not get. */
export function isRetryExhausted(job: Job, now: number): boolean {
  return statusAt(job, now) === "retry_waiting" && job.attempt >= job.maxAttempts;
}

/** True when a worker may claim the job now. A lease whose end cannot be read protects nobody. */
export function isClaimable(job: Job, now: number): boolean {
  if (job.status === "queued" || job.status === "retry_waiting") return true;
  if (job.status !== "running" || job.lease === undefined) return false;
  return job.lease.expiresMs === undefined || job.lease.expiresMs <= now;
}
