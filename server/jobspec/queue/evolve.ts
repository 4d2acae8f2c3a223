import type { LedgerEvent } from "../../kernel/ledger/event.js";
import { parseTimestamp, properTimestamp } from "../../kernel/timestamp.js";
import { trimSpace } from "../../kernel/white-space.js";
import type { Failure, Job, Lease } from "./job.js";
import { claimNameOf, isTerminal } from "./job.js";
import type { QueueState } from "./state.js";
import type { ProjectionName } from "./vocabulary.js";
import { PROJECTION_NAMES, defaultTargets, isJobType, isProjectionName } from "./vocabulary.js";

/** Attempts of a job whose acceptance does not say how many it has. */
export const DEFAULT_MAX_ATTEMPTS = 3;

type Payload = Readonly<Record<string, unknown>>;

/**
 * Folds one event into the state. Any valid record folds: what it does not say keeps its value, what the contract
 * does not know is passed over, and a job that has ended stays as it ended.
 */
export function evolve(state: QueueState, event: LedgerEvent): void {
  state.countEvent(trimSpace(event.event_id));
  const payload = event.payload ?? {};
  if (event.event_type === "projection.marked_stale" || event.event_type === "projection.rebuilt") {
    const status = event.event_type === "projection.rebuilt" ? "current" : "stale";
    state.mark(markedProjections(payload), status);
    return;
  }
  const jobId = trimSpace(event.job_id);
  const job = state.job(jobId) ?? firstSeen(state, jobId, event);
  if (isTerminal(job.status)) return;
  const next = merge(job, event, payload);
  apply(next, event, payload);
  state.put(next);
}

/** A row that nobody has seen yet. */
type Draft = { -readonly [Field in keyof Job]: Job[Field] };

function firstSeen(state: QueueState, jobId: string, event: LedgerEvent): Job {
  return {
    ordinal: state.jobCount,
    jobId,
    jobType: undefined,
    requestId: trimSpace(event.request_id),
    requestIds: [],
    status: "queued",
    idempotencyKey: undefined,
    attempt: 0,
    maxAttempts: DEFAULT_MAX_ATTEMPTS,
    claimToken: undefined,
    claimName: undefined,
    lapsedToken: undefined,
    leaseEpoch: 0,
    lease: undefined,
    failure: undefined,
    artifacts: undefined,
    targets: undefined,
    payload: undefined,
    createdAt: undefined,
    updatedAt: event.occurred_at,
    lastEventId: "",
  };
}

/** What every event may bring along, whatever its type. Every field is named: a replay spends most of its time here. */
function merge(job: Job, event: LedgerEvent, payload: Payload): Draft {
  const requestId = trimSpace(event.request_id);
  const jobType = isJobType(payload.job_type) ? payload.job_type : job.jobType;
  const key = payload.idempotency_key;
  return {
    ordinal: job.ordinal,
    jobId: job.jobId,
    jobType,
    requestId: job.requestId,
    requestIds: job.requestIds.includes(requestId) ? job.requestIds : [...job.requestIds, requestId],
    status: job.status,
    idempotencyKey: typeof key === "string" && key !== "" ? key : job.idempotencyKey,
    attempt: job.attempt,
    maxAttempts: positive(payload.max_attempts) ?? job.maxAttempts,
    claimToken: job.claimToken,
    claimName: job.claimName,
    lapsedToken: job.lapsedToken,
    leaseEpoch: job.leaseEpoch,
    lease: job.lease,
    failure: job.failure,
    artifacts: mergeArtifacts(job.artifacts, payload.artifacts),
    targets: targets(payload) ?? job.targets ?? (jobType === undefined ? undefined : defaultTargets(jobType)),
    payload: nonEmpty(payload.job_payload) ?? job.payload,
    createdAt: job.createdAt ?? (event.event_type === "job.accepted" ? event.occurred_at : undefined),
    updatedAt: event.occurred_at,
    lastEventId: trimSpace(event.event_id),
  };
}

/** What the type of an event changes. */
function apply(next: Draft, event: LedgerEvent, payload: Payload): void {
  switch (event.event_type) {
    case "job.accepted":
      next.status = "queued";
      break;
    case "job.claimed":
      next.status = "running";
      next.attempt = count(payload.attempt) ?? next.attempt;
      next.claimToken = text(payload.claim_token);
      next.claimName = claimName(event, payload);
      next.lapsedToken = undefined;
      next.leaseEpoch = count(payload.lease_epoch) ?? next.leaseEpoch;
      next.lease = lease(payload);
      break;
    case "job.heartbeat":
      next.status = "running";
      next.claimToken = text(payload.claim_token) ?? next.claimToken;
      next.leaseEpoch = count(payload.lease_epoch) ?? next.leaseEpoch;
      next.lease = lease(payload) ?? next.lease;
      break;
    case "job.lease_expired":
      next.status = "retry_waiting";
      next.lapsedToken = next.claimToken;
      next.claimToken = undefined;
      break;
    case "job.completed":
      next.status = "completed";
      break;
    case "job.failed":
      next.status = "failed";
      next.failure = failure(payload);
      break;
    case "job.cancelled":
      next.status = "cancelled";
  }
}

/** A claim without a request of its own is recorded under the job's request, so the payload has to tell. */
function claimName({ actor }: LedgerEvent, payload: Payload): string | undefined {
  const requestId = text(payload.claim_request_id);
  return requestId === undefined ? undefined : claimNameOf(actor, requestId);
}

/** Nested `failure` first, then the flat fields that older records carry. */
function failure(payload: Payload): Failure {
  const nested = isRecord(payload.failure) ? payload.failure : {};
  const retryable = typeof payload.retryable === "boolean" ? payload.retryable : nested.retryable;
  return {
    code: text(payload.failure_code) ?? text(nested.code) ?? "request_rejected",
    message: text(payload.message) ?? text(nested.message) ?? "",
    retryable: retryable === true,
  };
}

function lease(payload: Payload): Lease | undefined {
  const expiresAt = text(payload.lease_expires_at);
  if (expiresAt === undefined) return undefined;
  const expiresMs = parseTimestamp(expiresAt);
  return { expiresAt: expiresMs === undefined ? expiresAt : properTimestamp(expiresAt, expiresMs), expiresMs };
}

/** By name, as a replay finds them: what is stored has its keys sorted, and a restart is not to show. */
function mergeArtifacts(known: Job["artifacts"], added: unknown): Job["artifacts"] {
  if (added === undefined || !isRecord(added)) return known;
  const entries = Object.entries(added).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  if (entries.length === 0) return known;
  const merged = new Map([...Object.entries(known ?? {}), ...entries]);
  return Object.fromEntries([...merged].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function markedProjections(payload: Payload): readonly ProjectionName[] {
  const named = payload.projection_targets;
  const list: readonly unknown[] = Array.isArray(named) ? named : text(named) === undefined ? [] : [named];
  return list.length === 0 ? PROJECTION_NAMES : list.filter(isProjectionName);
}

function targets(payload: Payload): readonly ProjectionName[] | undefined {
  const named = payload.projection_targets;
  if (named === undefined) return undefined;
  const list = (Array.isArray(named) ? named : [named]).filter(isProjectionName);
  return list.length === 0 ? undefined : list;
}

function nonEmpty(value: unknown): Payload | undefined {
  return isRecord(value) && Object.keys(value).length > 0 ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function positive(value: unknown): number | undefined {
  const number = count(value);
  return number === 0 ? undefined : number;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
