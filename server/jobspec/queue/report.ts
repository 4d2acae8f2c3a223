import type { Decision, Moment } from "../../kernel/decider.js";
import { goQuote } from "../../kernel/ledger/go-quote.js";
import { formatTimestamp } from "../../kernel/timestamp.js";
import { trimSpace } from "../../kernel/white-space.js";
import type { Complete, Fail, Heartbeat, QueueOutcome, Refused } from "./command.js";
import { refused } from "./command.js";
import type { Job } from "./job.js";
import { isLeaseExpired, isTerminal } from "./job.js";
import { Numbering } from "./numbering.js";
import type { QueueState } from "./state.js";
import { isFailureCode } from "./vocabulary.js";

type Report = Heartbeat | Complete | Fail;

/**
 * Takes a worker's word about its claim: the fence first, then the lease. A job that has ended keeps its outcome;
 * whoever reports again is shown how it ended, with `accepted` false.
 */
export function decideReport(state: QueueState, command: Report, { now }: Moment): Decision<QueueOutcome> {
  const job = state.job(trimSpace(command.jobId));
  if (job === undefined) return refuse(refused("not-found", "daemon queue: job not found"));
  if (isTerminal(job.status)) return ended(job, command);
  const fault = fenceFault(job, command, now) ?? failureFault(command);
  if (fault !== undefined) return refuse(fault);
  const event = new Numbering(state, now).event({
    type: EVENT_TYPES[command.kind],
    jobId: job.jobId,
    requestId: trimSpace(command.requestId ?? "") || job.requestId,
    actor: command.actor,
    payload: {
      artifacts: command.artifacts ?? null,
      claim_token: command.claimToken,
      lease_epoch: command.leaseEpoch,
      ...specifics(command, now),
    },
  });
  return { events: [event], outcome: { kind: "reported", jobId: job.jobId, accepted: true } };
}

const EVENT_TYPES = { heartbeat: "job.heartbeat", complete: "job.completed", fail: "job.failed" } as const;

function specifics(command: Report, now: number): Readonly<Record<string, unknown>> {
  switch (command.kind) {
    case "heartbeat":
      return { lease_expires_at: formatTimestamp(now + command.leaseMs) };
    case "complete":
      return { result_status: "succeeded" };
    case "fail":
      return { failure: { ...command.failure, code: command.failure.code || "request_rejected" } };
  }
}

/** A job that nobody holds is fenced off from everybody: an absent token matches no token, not even an empty one. */
function fenceFault(job: Job, command: Report, now: number): Refused | undefined {
  const holds = job.claimToken !== undefined && job.claimToken === command.claimToken;
  if (!holds || job.leaseEpoch !== command.leaseEpoch) {
    return refused("fenced", "daemon queue: claim token or lease epoch mismatch");
  }
  return isLeaseExpired(job, now) ? refused("lease-expired", "daemon queue: lease expired") : undefined;
}

function failureFault(command: Report): Refused | undefined {
  if (command.kind !== "fail" || command.failure.code === "" || isFailureCode(command.failure.code)) return undefined;
  return refused("invalid-request", `invalid failure code ${goQuote(command.failure.code)}`);
}

function ended(job: Job, command: Report): Decision<QueueOutcome> {
  if (command.kind === "heartbeat") return refuse(refused("not-claimable", "daemon queue: no claimable jobs"));
  return { events: [], outcome: { kind: "reported", jobId: job.jobId, accepted: false } };
}

function refuse(outcome: Refused): Decision<QueueOutcome> {
  return { events: [], outcome };
}
