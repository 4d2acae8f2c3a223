import type { Decision, Moment } from "../../kernel/decider.js";
import { trimSpace } from "../../kernel/white-space.js";
import { decideClaim, decideExpire } from "./claim.js";
import type { Cancel, QueueCommand, QueueOutcome, Submit } from "./command.js";
import { refused } from "./command.js";
import { DEFAULT_MAX_ATTEMPTS } from "./evolve.js";
import type { Job } from "./job.js";
import { isTerminal } from "./job.js";
import { decideMark } from "./mark.js";
import { Numbering } from "./numbering.js";
import { decideReport } from "./report.js";
import { requestIdFault } from "./request-id.js";
import type { QueueState } from "./state.js";
import { defaultTargets } from "./vocabulary.js";

/** The queue's rules: what a command does to a state at a moment. Pure. */
export function decide(state: QueueState, command: QueueCommand, moment: Moment): Decision<QueueOutcome> {
  switch (command.kind) {
    case "submit":
      return decideSubmit(state, command, moment);
    case "cancel":
      return decideCancel(state, command, moment);
    case "claim":
      return decideClaim(state, command, moment);
    case "expire":
      return decideExpire(state, command, moment);
    case "mark":
      return decideMark(state, command, moment);
    case "heartbeat":
    case "complete":
    case "fail":
      return decideReport(state, command, moment);
  }
}

function decideSubmit(state: QueueState, command: Submit, { now }: Moment): Decision<QueueOutcome> {
  const given = trimSpace(command.jobId ?? "");
  const known = findAccepted(state, given, command.idempotencyKey ?? "");
  if (known !== undefined) return answer({ kind: "submitted", jobId: known.jobId, repeated: true });
  const fault = requestIdFault(command.requestId);
  if (fault !== undefined) return answer(fault);
  const numbering = new Numbering(state, now);
  const jobId = given === "" ? numbering.jobId(command.jobType) : given;
  const requestId = trimSpace(command.requestId ?? "") || numbering.requestId(jobId);
  const event = numbering.event({
    type: "job.accepted",
    jobId,
    requestId,
    actor: command.actor,
    payload: {
      job_payload: command.payload ?? {},
      job_type: command.jobType,
      max_attempts: command.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
      projection_targets: defaultTargets(command.jobType),
      ...(command.idempotencyKey ? { idempotency_key: command.idempotencyKey } : {}),
    },
  });
  return { events: [event], outcome: { kind: "submitted", jobId, repeated: false } };
}

/** The first job in queue order with this id or this key; a generated id was never seen, so a blank one finds none. */
function findAccepted(state: QueueState, jobId: string, key: string): Job | undefined {
  const byId = jobId === "" ? undefined : state.job(jobId);
  const byKey = key === "" ? undefined : state.jobOfKey(key);
  if (byId === undefined || byKey === undefined) return byId ?? byKey;
  return byId.ordinal <= byKey.ordinal ? byId : byKey;
}

function decideCancel(state: QueueState, command: Cancel, { now }: Moment): Decision<QueueOutcome> {
  const wanted = trimSpace(command.jobId);
  if (wanted === "") return answer(refused("invalid-request", "job_id is required"));
  const job = state.job(wanted);
  // Without a type it is no job of the queue, only a trace of one in the ledger.
  if (job?.jobType === undefined) return answer(refused("not-found", "daemon queue: job not found"));
  const { jobId } = job;
  if (isTerminal(job.status)) return answer({ kind: "cancelled", jobId, outcome: `already_terminal_${job.status}` });
  const given = trimSpace(command.requestId ?? "");
  const fault = given === "" ? undefined : requestIdFault(command.requestId);
  if (fault !== undefined) return answer(fault);
  const event = new Numbering(state, now).event({
    type: "job.cancelled",
    jobId,
    requestId: given || job.requestId,
    actor: command.actor,
    payload: { reason: trimSpace(command.reason ?? "") || "cancelled", result_status: "cancelled" },
  });
  return { events: [event], outcome: { kind: "cancelled", jobId, outcome: "cancelled" } };
}

function answer(outcome: QueueOutcome): Decision<QueueOutcome> {
  return { events: [], outcome };
}
