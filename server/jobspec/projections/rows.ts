import type { Job } from "../queue/job.js";
import { isRetryExhausted, isTerminal, statusAt } from "../queue/job.js";
import type { FailureCode, JobStatus, JobType, ProjectionName } from "../queue/vocabulary.js";
import { isFailureCode } from "../queue/vocabulary.js";

/** A failure in the contract's codes; one the ledger names otherwise was a rejected request as far as it can say. */
export interface FailureRow {
  readonly code: FailureCode;
  readonly message?: string;
  readonly retryable?: boolean;
}

/** How a job ended. */
export type ResultStatus = "succeeded" | "failed" | "cancelled";

/** What both kinds of row show of a job. */
interface CommonRow {
  readonly job_id: string;
  readonly request_id: string;
  readonly request_ids: readonly string[];
  readonly status: JobStatus;
  readonly failure?: FailureRow;
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly projection_targets?: readonly ProjectionName[];
  readonly last_event_id: string;
  readonly created_at?: string;
  readonly updated_at: string;
}

/** A job as `queue.jobs` shows it. */
export interface QueueRow extends CommonRow {
  readonly job_type: JobType;
  readonly idempotency_key?: string;
  readonly attempt: number;
  readonly max_attempts: number;
  readonly claim_token?: string;
  readonly lease_epoch?: number;
  readonly lease_expires_at?: string;
  readonly retry_exhausted?: boolean;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A job as the projections show it. */
export interface ProjectionRow extends CommonRow {
  readonly job_type?: JobType;
  readonly result_status?: ResultStatus;
}

/**
 * The row of the queue at a moment, keys in the contract's order, everything empty left out. Undefined for a job
 * without a type: the contract gives every row of the queue one, so such a job is shown by the projections only.
 */
export function queueRow(job: Job, now: number): QueueRow | undefined {
  if (job.jobType === undefined) return undefined;
  return {
    job_id: job.jobId,
    job_type: job.jobType,
    ...requests(job, now),
    ...(job.idempotencyKey === undefined ? {} : { idempotency_key: job.idempotencyKey }),
    attempt: job.attempt,
    max_attempts: job.maxAttempts,
    ...(job.claimToken === undefined ? {} : { claim_token: job.claimToken }),
    ...(job.leaseEpoch === 0 ? {} : { lease_epoch: job.leaseEpoch }),
    // A text that is no time would break the contract's format.
    ...(job.lease?.expiresMs === undefined ? {} : { lease_expires_at: job.lease.expiresAt }),
    ...(isRetryExhausted(job, now) ? { retry_exhausted: true } : {}),
    ...failureRow(job),
    ...attachments(job),
    ...(job.payload === undefined ? {} : { payload: job.payload }),
    last_event_id: job.lastEventId,
    ...times(job),
  };
}

/** The row of the projections at a moment; its status is always the queue's. */
export function projectionRow(job: Job, now: number): ProjectionRow {
  return {
    job_id: job.jobId,
    ...(job.jobType === undefined ? {} : { job_type: job.jobType }),
    ...requests(job, now),
    ...resultStatus(job),
    ...failureRow(job),
    ...attachments(job),
    ...times(job),
    last_event_id: job.lastEventId,
  };
}

/** `result_status`, absent before the end. */
export function resultStatus(job: Job): { readonly result_status?: ResultStatus } {
  if (!isTerminal(job.status)) return {};
  return { result_status: job.status === "completed" ? "succeeded" : job.status };
}

/** `artifacts` and `projection_targets`, as far as there are any. */
export function attachments(job: Job): Pick<CommonRow, "artifacts" | "projection_targets"> {
  return {
    ...(job.artifacts === undefined ? {} : { artifacts: job.artifacts }),
    ...(job.targets === undefined ? {} : { projection_targets: job.targets }),
  };
}

/** `created_at`, absent for a job that was never accepted, and `updated_at`. */
export function times(job: Job): Pick<CommonRow, "created_at" | "updated_at"> {
  return { ...(job.createdAt === undefined ? {} : { created_at: job.createdAt }), updated_at: job.updatedAt };
}

function requests(job: Job, now: number): Pick<CommonRow, "request_id" | "request_ids" | "status"> {
  return { request_id: job.requestId, request_ids: job.requestIds, status: statusAt(job, now) };
}

function failureRow({ failure }: Job): { readonly failure?: FailureRow } {
  if (failure === undefined) return {};
  return {
    failure: {
      code: isFailureCode(failure.code) ? failure.code : "request_rejected",
      ...(failure.message === "" ? {} : { message: failure.message }),
      ...(failure.retryable ? { retryable: true } : {}),
    },
  };
}
