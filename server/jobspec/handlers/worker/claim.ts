import type { ClaimJobReply, ClaimJobRequest, Lease } from "../../../../generated/worker/types.js";
import { parseTimestamp } from "../../../kernel/timestamp.js";
import type { Claimed } from "../../queue/command.js";
import type { NoClaim } from "../../claims/claim-desk.js";
import type { JobspecRuntime } from "../../runtime.js";
import { mutationFailure } from "../failure.js";
import { appendFailpoint, jobOf } from "../jobs.js";
import type { ClaimRefusal, WorkerContext } from "./context.js";
import { refusalReply } from "./refusals.js";

/** How long a lease lasts when the worker does not say. */
export const LEASE_MS = 60_000;

type NoClaimReply = Extract<ClaimJobReply, { readonly status: 204 | 503 }>;

const NO_CLAIM: Readonly<Record<NoClaim, NoClaimReply>> = {
  nothing: { status: 204 },
  superseded: { status: 204 },
  // Nobody reads it.
  gone: { status: 204 },
  busy: { status: 503, body: { error: "too many workers wait for a job" } },
  stopping: { status: 503, body: { error: "daemon is stopping" } },
};

/** Claims a job, waiting for one as long as the request says. */
export async function claimJob(
  runtime: JobspecRuntime,
  { body, context }: { readonly body: ClaimJobRequest["body"]; readonly context: WorkerContext },
  onRefused: (refusal: ClaimRefusal) => void,
): Promise<ClaimJobReply> {
  const {
    worker,
    request_id: requestId,
    job_types: jobTypes,
    lease_ms: leaseMs = LEASE_MS,
    wait_ms: waitMs = 0,
  } = body;
  const { signal, failpoint } = context;
  try {
    const answer = await runtime.claim(
      { kind: "claim", actor: worker, requestId, jobTypes, leaseMs },
      { waitMs, signal, failpoint: appendFailpoint(failpoint) },
    );
    if (answer.kind === "claimed") return { status: 200, body: claimed(runtime, answer) };
    if (answer.kind !== "refused") return NO_CLAIM[answer.kind];
    const reply = refusalReply(answer, { operation: "claim", worker }, onRefused);
    if (reply.status === 404) throw new Error("a claim of any job was refused for want of one job");
    return reply;
  } catch (fault) {
    return mutationFailure(fault);
  }
}

function claimed(runtime: JobspecRuntime, claim: Claimed): Extract<ClaimJobReply, { readonly status: 200 }>["body"] {
  const { job, view } = jobOf(runtime, claim);
  if (job.jobType === undefined) throw new Error("a job without a type was claimed");
  return {
    job: {
      job_id: job.jobId,
      job_type: job.jobType,
      request_id: job.requestId,
      ...(job.idempotencyKey === undefined ? {} : { idempotency_key: job.idempotencyKey }),
      attempt: job.attempt,
      max_attempts: job.maxAttempts,
      payload: job.payload ?? {},
      ...(job.artifacts === undefined ? {} : { artifacts: job.artifacts }),
    },
    claim: { job_id: job.jobId, claim_token: claim.claimToken, lease_epoch: claim.leaseEpoch },
    lease: leaseReply(claim.leaseExpiresAt, view.now),
    repeated: claim.repeated,
  };
}

/** A lease as it is told: when it ends, and how far away that is. */
export function leaseReply(expiresAt: string, now: number): Lease {
  return { expires_at: expiresAt, remaining_ms: Math.max(0, (parseTimestamp(expiresAt) ?? now) - now) };
}
