import type { Decision, Moment } from "../../kernel/decider.js";
import type { LedgerEvent } from "../../kernel/ledger/event.js";
import { formatTimestamp } from "../../kernel/timestamp.js";
import { trimSpace } from "../../kernel/white-space.js";
import { claimFault, claimRefused } from "./claim-fault.js";
import type { Claim, Claimed, Expire, QueueOutcome, Refused } from "./command.js";
import { refused } from "./command.js";
import type { Job } from "./job.js";
import { claimNameOf, isClaimable, isTerminal } from "./job.js";
import { Numbering } from "./numbering.js";
import { requestIdFault } from "./request-id.js";
import type { QueueState } from "./state.js";

const NONE_CLAIMABLE = refused("not-claimable", "daemon queue: no claimable jobs");

/**
 * Gives a job to a worker: a new token, the next epoch, one attempt more. A lease that has run out is recorded
 * before; a job without attempts left fails instead, and the next one is looked at.
 */
export function decideClaim(state: QueueState, command: Claim, moment: Moment): Decision<QueueOutcome> {
  const fault = requestIdFault(command.requestId);
  if (fault !== undefined) return { events: [], outcome: fault };
  const known = knownClaim(state, command, moment.now);
  if (known !== undefined) return { events: [], outcome: known };
  const numbering = new Numbering(state, moment.now);
  if (command.jobId !== undefined) {
    const job = state.job(trimSpace(command.jobId));
    if (job?.jobType === undefined) return { events: [], outcome: refused("not-found", "daemon queue: job not found") };
    if (isTerminal(job.status)) return { events: [], outcome: NONE_CLAIMABLE };
    if (!isClaimable(job, moment.now)) {
      return { events: [], outcome: refused("already-claimed", "daemon queue: job already claimed") };
    }
    return claimFirst([job], { command, moment, numbering });
  }
  const types = command.jobTypes?.length === 0 ? undefined : command.jobTypes;
  return claimFirst(state.claimable(moment.now, types), { command, moment, numbering });
}

/** Records every lease that has run out, and the failure of jobs without attempts left. */
export function decideExpire(state: QueueState, command: Expire, { now }: Moment): Decision<QueueOutcome> {
  const numbering = new Numbering(state, now);
  const events: LedgerEvent[] = [];
  const jobIds: string[] = [];
  for (const job of state.lapsed(now)) {
    jobIds.push(job.jobId);
    events.push(leaseExpired(job, numbering, command.actor));
    if (job.attempt >= job.maxAttempts) events.push(retryExhausted(job, numbering, command.actor));
  }
  return { events, outcome: { kind: "expired", jobIds } };
}

interface ClaimInput {
  readonly command: Claim;
  readonly moment: Moment;
  readonly numbering: Numbering;
}

function claimFirst(jobs: Iterable<Job>, { command, moment, numbering }: ClaimInput): Decision<QueueOutcome> {
  const events: LedgerEvent[] = [];
  for (const job of jobs) {
    if (job.status === "running") events.push(leaseExpired(job, numbering, command.actor));
    if (job.attempt >= job.maxAttempts) {
      events.push(retryExhausted(job, numbering, command.actor));
      continue;
    }
    const claim: Claimed = {
      kind: "claimed",
      jobId: job.jobId,
      claimToken: moment.token(),
      leaseEpoch: job.leaseEpoch + 1,
      leaseExpiresAt: formatTimestamp(moment.now + command.leaseMs),
      repeated: false,
    };
    events.push(claimedEvent(job, claim, { command, moment, numbering }));
    return { events, outcome: claim };
  }
  return { events, outcome: NONE_CLAIMABLE };
}

function claimedEvent(job: Job, claim: Claimed, { command, numbering }: ClaimInput): LedgerEvent {
  const requestId = trimSpace(command.requestId ?? "");
  return numbering.event({
    type: "job.claimed",
    jobId: job.jobId,
    requestId: requestId || job.requestId,
    actor: command.actor,
    payload: {
      attempt: job.attempt + 1,
      ...(requestId === "" ? {} : { claim_request_id: requestId }),
      claim_token: claim.claimToken,
      lease_epoch: claim.leaseEpoch,
      lease_expires_at: claim.leaseExpiresAt,
    },
  });
}

/** The claim that this request made before, or why that one is over; undefined when there is none. */
function knownClaim(state: QueueState, command: Claim, now: number): Claimed | Refused | undefined {
  const requestId = trimSpace(command.requestId ?? "");
  const name = claimNameOf(command.actor, requestId);
  const job = requestId === "" ? undefined : state.jobOfClaim(name);
  if (job === undefined) return undefined;
  const { jobId, leaseEpoch, lease, claimToken = job.lapsedToken ?? "" } = job;
  const isLast = job.claimName === name;
  const fault = isLast ? claimFault(job, { claimToken, leaseEpoch }, now) : "fenced";
  if (fault !== undefined) return claimRefused(fault);
  return { kind: "claimed", jobId, claimToken, leaseEpoch, leaseExpiresAt: lease?.expiresAt ?? "", repeated: true };
}

function leaseExpired(job: Job, numbering: Numbering, actor: string): LedgerEvent {
  return numbering.event({
    type: "job.lease_expired",
    jobId: job.jobId,
    requestId: job.requestId,
    actor,
    payload: { claim_token: job.claimToken ?? "", lease_epoch: job.leaseEpoch },
  });
}

function retryExhausted(job: Job, numbering: Numbering, actor: string): LedgerEvent {
  return numbering.event({
    type: "job.failed",
    jobId: job.jobId,
    requestId: job.requestId,
    actor,
    payload: { failure: { code: "retry_exhausted", message: "lease expired after retry cap", retryable: false } },
  });
}
