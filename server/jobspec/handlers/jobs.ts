import type { JobspecHandlers } from "../../../generated/jobspec/server.js";
import type { CancelJobReply, JobType, SubmitJobReply, SubmitJobRequest } from "../../../generated/jobspec/types.js";
import type { Failpoint } from "../../kernel/pipeline.js";
import { queueRow } from "../projections/rows.js";
import type { View } from "../projections/view.js";
import { degradedReasons, lag, projectionStatus } from "../projections/view.js";
import type { CancelOutcome, QueueCommand, Refused } from "../queue/command.js";
import type { Job } from "../queue/job.js";
import { statusAt } from "../queue/job.js";
import type { JobspecRuntime } from "../runtime.js";
import type { JobspecContext } from "./context.js";
import { mutationFailure } from "./failure.js";

const ACTOR = "ao-http";
const REBUILD_FAILPOINT = "projection_rebuild";
const REBUILD_REASON = "projection rebuild failpoint after durable ledger append";

/** Submit and cancel. */
export function jobHandlers(runtime: JobspecRuntime): Pick<JobspecHandlers<JobspecContext>, "submitJob" | "cancelJob"> {
  return {
    submitJob: async ({ body }, { failpoint }) => {
      try {
        const outcome = await runtime.execute(submitOf(ACTOR, body.job_type, body), appendFailpoint(failpoint));
        if (outcome.kind === "refused") return badRequest(outcome);
        return submitted(jobOf(runtime, outcome), failpoint);
      } catch (fault) {
        return mutationFailure(fault);
      }
    },

    cancelJob: async ({ body }, { failpoint }) => {
      try {
        const outcome = await runtime.execute(
          {
            kind: "cancel",
            actor: ACTOR,
            jobId: body.job_id,
            requestId: body.request_id ?? undefined,
            reason: body.reason ?? undefined,
          },
          appendFailpoint(failpoint),
        );
        if (outcome.kind === "refused") return outcome.reason === "not-found" ? notFound(outcome) : badRequest(outcome);
        if (outcome.kind !== "cancelled") throw new Error(`a cancel was answered as ${outcome.kind}`);
        return cancelled(jobOf(runtime, outcome), outcome.outcome);
      } catch (fault) {
        return mutationFailure(fault);
      }
    },
  };
}

/** The command of a request to take a job. */
export function submitOf(actor: string, jobType: JobType, body: Omit<SubmitJobRequest, "job_type">): QueueCommand {
  return {
    kind: "submit",
    actor,
    jobType,
    jobId: body.job_id ?? undefined,
    requestId: body.request_id ?? undefined,
    idempotencyKey: body.idempotency_key ?? undefined,
    payload: body.payload ?? undefined,
  };
}

/** A job as the reply to a mutation sees it: durable, at the moment of the reply. */
export interface SeenJob {
  readonly job: Job;
  readonly view: View;
}

/** The row of a job that a command has just answered for. */
export function jobOf(runtime: JobspecRuntime, outcome: object): SeenJob {
  const view = runtime.view();
  const job = "jobId" in outcome ? view.state.job(String(outcome.jobId)) : undefined;
  if (job === undefined) throw new Error("a command was answered for a job that is not stored");
  return { job, view };
}

/** The point of the append a header names; every other value is ignored. */
export function appendFailpoint(name: string | undefined): Failpoint | undefined {
  return name === "before_append" || name === "after_append_before_ack" ? name : undefined;
}

/** The reply to a request that the queue's rules refuse. */
export function badRequest({ message }: Refused): { readonly status: 400; readonly body: { readonly error: string } } {
  return { status: 400, body: { error: message } };
}

function notFound({ message }: Refused): { readonly status: 404; readonly body: { readonly error: string } } {
  return { status: 404, body: { error: message } };
}

function submitted({ job, view }: SeenJob, failpoint: string | undefined): SubmitJobReply {
  const failed = failpoint === REBUILD_FAILPOINT;
  const reasons = [...(degradedReasons(view).degraded_reasons ?? []), ...(failed ? [REBUILD_REASON] : [])];
  return {
    status: 202,
    body: {
      accepted: true,
      request_id: job.requestId,
      job_id: job.jobId,
      status: statusAt(job, view.now),
      last_event_id: job.lastEventId,
      projection_status: failed ? "degraded" : projectionStatus(view, "daemon-job-status"),
      projection_lag: lag(view),
      ...(reasons.length === 0 ? {} : { degraded_reasons: reasons }),
      ...(job.idempotencyKey === undefined ? {} : { idempotency_key: job.idempotencyKey }),
    },
  };
}

function cancelled({ job, view }: SeenJob, outcome: CancelOutcome): CancelJobReply {
  const row = queueRow(job, view.now);
  if (row === undefined) throw new Error("a job without a type was cancelled");
  return {
    status: 202,
    body: {
      cancelled: job.status === "cancelled",
      outcome,
      job: row,
      projection_status: projectionStatus(view, "daemon-job-status"),
      projection_lag: lag(view),
      ...degradedReasons(view),
    },
  };
}
