import type { Artifacts, ClaimedJob, ConflictReason, FailureCode, JobType } from "../../generated/worker/types.js";

/** What runs the jobs of each type; only jobs of these types are claimed. */
export type Executors = { readonly [Type in JobType]?: Executor | undefined };

/**
 * Does a job and gives what it left behind. A `JobFailure` that it throws ends the job with that failure, any other
 * error with `request_rejected` and the error's message. It ends soon after its signal is aborted; what it gives or
 * throws then does not matter.
 */
export type Executor = (job: ClaimedJob, context: JobContext) => Promise<Artifacts | undefined>;

/** What an executor may need beside its job. */
export interface JobContext {
  /** Aborted, with a `ClaimLost` as reason, as soon as going on is of no use. */
  readonly signal: AbortSignal;
  /** Makes artifacts known with the next heartbeat, so that another attempt finds them if this one does not end. */
  report(artifacts: Artifacts): void;
}

/** Ends a job as failed. */
export class JobFailure extends Error {
  override readonly name = "JobFailure";
  readonly code: FailureCode;
  /** True when submitting the job anew may help. */
  readonly retryable: boolean;
  readonly artifacts: Artifacts;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retryable = details.retryable ?? false;
    this.artifacts = details.artifacts ?? {};
  }
}

/** What else is known of a failure. */
export interface FailureDetails {
  readonly retryable?: boolean;
  readonly artifacts?: Artifacts;
  readonly cause?: unknown;
}

/**
 * Why a claim is lost: what the daemon says, or `refused` when it takes no message of the worker any more, or `stopped`
 * when the worker stops without waiting for the job. A lease whose end came while the daemon was away has expired.
 */
export type LossReason = ConflictReason | "refused" | "stopped";

/** A claim that does not hold any more: the job's outcome is somebody else's. */
export class ClaimLost extends Error {
  override readonly name = "ClaimLost";
  readonly reason: LossReason;

  constructor(reason: LossReason, cause?: unknown) {
    super(`the claim is lost: ${reason}`, { cause });
    this.reason = reason;
  }
}
