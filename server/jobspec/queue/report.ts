import type { Decision, Moment } from "../../kernel/decider.js";
import { goQuote } from "../../kernel/ledger/go-quote.js";
import { formatTimestamp } from "../../kernel/timestamp.js";
import { trimSpace } from "../../kernel/white-space.js";
import { claimFault, claimRefused } from "./claim-fault.js";
import type { Complete, Fail, Heartbeat, QueueOutcome, Refused } from "./command.js";
import { refused } from "./command.js";
import { Numbering } from "./numbering.js";
import type { QueueState } from "./state.js";
import { isFailureCode } from "./vocabulary.js";

type Report = Heartbeat | Complete | Fail;

/**
 * Takes a worker's word about its claim, as long as the claim holds. A claim that has ended its job may say so again:
 * nothing is stored, and the answer is the same.
 */
export function decideReport(state: QueueState, command: Report, { now }: Moment): Decision<QueueOutcome> {
  const job = state.job(trimSpace(command.jobId));
  if (job === undefined) return refuse(refused("not-found", "daemon queue: job not found"));
  const fault = claimFault(job, command, now);
  if (fault === "ended" && job.status === ENDS[command.kind]) {
    return { events: [], outcome: { kind: "reported", jobId: job.jobId, repeated: true } };
  }
  if (fault !== undefined) return refuse(claimRefused(fault));
  const codeFault = failureFault(command);
  if (codeFault !== undefined) return refuse(codeFault);
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
  return { events: [event], outcome: { kind: "reported", jobId: job.jobId, repeated: false } };
}

const EVENT_TYPES = { heartbeat: "job.heartbeat", complete: "job.completed", fail: "job.failed" } as const;

/** The status that each kind of report brings about. */
const ENDS = { heartbeat: undefined, complete: "completed", fail: "failed" } as const;

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

function failureFault(command: Report): Refused | undefined {
  if (command.kind !== "fail" || command.failure.code === "" || isFailureCode(command.failure.code)) return undefined;
  return refused("invalid-request", `invalid failure code ${goQuote(command.failure.code)}`);
}

function refuse(outcome: Refused): Decision<QueueOutcome> {
  return { events: [], outcome };
}
