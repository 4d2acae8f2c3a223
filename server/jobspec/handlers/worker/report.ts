import type { CompleteJobRequest, FailJobRequest, HeartbeatJobRequest } from "../../../../generated/worker/types.js";
import type { HeartbeatResponse, OutcomeResponse } from "../../../../generated/worker/types.js";
import type { Complete, Fail, Fenced, Heartbeat } from "../../queue/command.js";
import type { JobspecRuntime } from "../../runtime.js";
import type { FailureReply } from "../failure.js";
import { mutationFailure } from "../failure.js";
import type { SeenJob } from "../jobs.js";
import { appendFailpoint, jobOf } from "../jobs.js";
import { LEASE_MS, leaseReply } from "./claim.js";
import type { ClaimRefusal, WorkerContext } from "./context.js";
import type { RefusalReply } from "./refusals.js";
import { refusalReply } from "./refusals.js";

type Body = (HeartbeatJobRequest | CompleteJobRequest | FailJobRequest)["body"];

/** Reports of workers about their claims, one function per message. */
export class Reports {
  readonly #runtime: JobspecRuntime;
  readonly #onRefused: (refusal: ClaimRefusal) => void;

  constructor(runtime: JobspecRuntime, onRefused: (refusal: ClaimRefusal) => void) {
    this.#runtime = runtime;
    this.#onRefused = onRefused;
  }

  async heartbeat(
    { body }: HeartbeatJobRequest,
    context: WorkerContext,
  ): Promise<{ readonly status: 200; readonly body: HeartbeatResponse } | RefusalReply | FailureReply> {
    const command: Heartbeat = { kind: "heartbeat", ...fenced(body), leaseMs: body.lease_ms ?? LEASE_MS };
    return this.#report(command, context, ({ job, view }) => ({
      job_id: job.jobId,
      lease: leaseReply(job.lease?.expiresAt ?? "", view.now),
    }));
  }

  complete({ body }: CompleteJobRequest, context: WorkerContext): Promise<OutcomeReply> {
    return this.#report({ kind: "complete", ...fenced(body) }, context, outcome("completed"));
  }

  fail({ body }: FailJobRequest, context: WorkerContext): Promise<OutcomeReply> {
    const { code, message = "", retryable = false } = body.failure;
    const command: Fail = { kind: "fail", ...fenced(body), failure: { code, message, retryable } };
    return this.#report(command, context, outcome("failed"));
  }

  async #report<Answer>(
    command: Heartbeat | Complete | Fail,
    { failpoint }: WorkerContext,
    answer: (seen: SeenJob, repeated: boolean) => Answer,
  ): Promise<{ readonly status: 200; readonly body: Answer } | RefusalReply | FailureReply> {
    try {
      const result = await this.#runtime.execute(command, appendFailpoint(failpoint));
      if (result.kind === "reported")
        return { status: 200, body: answer(jobOf(this.#runtime, result), result.repeated) };
      if (result.kind !== "refused") throw new Error(`a ${command.kind} was answered as ${result.kind}`);
      const { kind: operation, actor: worker, jobId, leaseEpoch } = command;
      return refusalReply(result, { operation, worker, jobId, leaseEpoch }, this.#onRefused);
    } catch (fault) {
      return mutationFailure(fault);
    }
  }
}

type OutcomeReply = { readonly status: 200; readonly body: OutcomeResponse } | RefusalReply | FailureReply;

function outcome(status: OutcomeResponse["status"]): (seen: SeenJob, repeated: boolean) => OutcomeResponse {
  return ({ job }, repeated) => ({ job_id: job.jobId, status, repeated, last_event_id: job.lastEventId });
}

function fenced({ worker, request_id: requestId, claim, artifacts }: Body): Fenced {
  const { job_id: jobId, claim_token: claimToken, lease_epoch: leaseEpoch } = claim;
  return { actor: worker, requestId, jobId, claimToken, leaseEpoch, artifacts };
}
