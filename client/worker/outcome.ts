import { completeJob, failJob, type WorkerCredentials } from "../../generated/worker/client.js";
import type { Artifacts, Claim, ClaimedJob, CompleteJobReply } from "../../generated/worker/types.js";
import type { FailJobReply, Failure } from "../../generated/worker/types.js";
import { TransportError, type CallOptions, type Client } from "../../generated/runtime/client.js";
import { describe, errorOf, untilSettled, type Patience, type Settlement } from "../jobspec/patience.js";
import { JobFailure, type LossReason } from "./job.js";

/** How an executor ended. */
export type Outcome =
  | { readonly kind: "completed"; readonly artifacts: Artifacts }
  /** `untaken`: a failure that is told in place of an outcome which the daemon does not take. */
  | { readonly kind: "failed" | "untaken"; readonly failure: Failure; readonly artifacts: Artifacts };

/** What happened to a job. */
export type WorkerEvent =
  | { readonly kind: "claimed"; readonly job: ClaimedJob }
  | { readonly kind: "completed"; readonly job: ClaimedJob }
  | { readonly kind: "failed"; readonly job: ClaimedJob; readonly failure: Failure }
  /** No outcome of this attempt counts. */
  | { readonly kind: "lost"; readonly job: ClaimedJob; readonly reason: LossReason };

/** Whose outcome is told, and to whom. */
export interface Sender {
  readonly client: Client<WorkerCredentials>;
  readonly worker: string;
  readonly job: ClaimedJob;
  readonly claim: Claim;
  /** Its signal ends the attempts. */
  readonly patience: Patience;
}

/** Longest text of a failure that the protocol takes. */
const MAX_MESSAGE = 16_384;

/** The failure that an error of an executor means. */
export function failureOf(fault: unknown): { readonly failure: Failure; readonly artifacts: Artifacts } {
  if (fault instanceof JobFailure) {
    const { code, message, retryable, artifacts } = fault;
    return { failure: { code, message: cut(message), retryable }, artifacts };
  }
  return { failure: { code: "request_rejected", message: messageOf(fault), retryable: false }, artifacts: {} };
}

/** Executors may throw anything, also what has no text. */
function messageOf(fault: unknown): string {
  try {
    return cut(String(fault instanceof Error ? fault.message : fault));
  } catch {
    return "the executor threw something without a text";
  }
}

/** As much of a text as the protocol takes, no character cut in half. */
function cut(text: string): string {
  return text.slice(0, MAX_MESSAGE).replace(/[\uD800-\uDBFF]$/, "");
}

/**
 * Tells the daemon how a job ended, again and again until it answers, and gives what has become of the job. What the
 * daemon cannot take as an outcome is told as a failure.
 */
export async function sendOutcome(outcome: Outcome, sender: Sender): Promise<WorkerEvent> {
  const { job, patience } = sender;
  let settlement: Settlement<CompleteJobReply | FailJobReply>;
  try {
    settlement = await untilSettled((call) => send(outcome, sender, call), patience, Infinity);
  } catch (fault) {
    const isUnsendable = fault instanceof TransportError && fault.code === "unsendable";
    if (!isUnsendable) throw fault;
    return sendInstead(outcome, sender, describe(fault));
  }
  if (settlement.kind === "given-up") return { kind: "lost", job, reason: "stopped" };
  const { reply } = settlement;
  if (reply.status === 200) {
    return outcome.kind === "completed"
      ? { kind: "completed", job }
      : { kind: "failed", job, failure: outcome.failure };
  }
  if (reply.status === 409) return { kind: "lost", job, reason: reply.body.reason };
  const isUntakable = reply.status === 400 || reply.status === 413;
  return isUntakable ? sendInstead(outcome, sender, errorOf(reply.body)) : { kind: "lost", job, reason: "refused" };
}

/** A failure is told without its artifacts first. What cannot be told at all is a failure of its own. */
async function sendInstead(outcome: Outcome, sender: Sender, reason: string): Promise<WorkerEvent> {
  const artifacts = {};
  if (outcome.kind === "untaken") return { kind: "lost", job: sender.job, reason: "refused" };
  if (outcome.kind === "failed" && Object.keys(outcome.artifacts).length > 0) {
    return sendOutcome({ ...outcome, artifacts }, sender);
  }
  const { message = "" } = outcome.kind === "failed" ? outcome.failure : {};
  const told = cut(["the daemon does not take the outcome", reason, message].filter((text) => text !== "").join(": "));
  return sendOutcome({ kind: "untaken", failure: { code: "request_rejected", message: told }, artifacts }, sender);
}

function send(
  outcome: Outcome,
  { client, worker, claim }: Sender,
  call: CallOptions,
): Promise<CompleteJobReply | FailJobReply> {
  const { artifacts } = outcome;
  if (outcome.kind === "completed") return completeJob(client, { body: { worker, claim, artifacts } }, call);
  return failJob(client, { body: { worker, claim, artifacts, failure: outcome.failure } }, call);
}
