import { setTimeout as sleep } from "node:timers/promises";
import { isObject, type Json } from "../json.js";
import { MAX_ATTEMPTS, TERMINAL, claimNameOf, type ModelEvent, type ModelJob } from "./model-ledger.js";
import { refusal, type Answer, type Fields } from "./model-queue.js";
import { RACE_MS, type ModelState } from "./model-state.js";

const TYPES = /^(rpi\.(run|phase)|dream\.(run|stage)|wiki\.(build|forge)|openclaw\.snapshot)$/;
const CODES = [
  ...["daemon_unavailable", "provider_unreachable", "session_pending", "lost", "event_stream_unavailable"],
  ...["terminal_without_transcript", "request_rejected", "projection_degraded", "retry_exhausted"],
];
const DEFAULT_LEASE_MS = 60_000;

/** Gives out the next job, or the claim that the request has made before; waits for one when it shall. */
export async function claim(state: ModelState, body: Fields): Promise<Answer> {
  const deadlineMs = Date.now() + Number(body["wait_ms"] ?? 0);
  for (;;) {
    const answer = await claimNow(state, body);
    if (answer.status !== 204 || Date.now() >= deadlineMs || state.has("no-waiting")) return answer;
    await sleep(RACE_MS);
  }
}

async function claimNow(state: ModelState, body: Fields): Promise<Answer> {
  const types = body["job_types"];
  const areTypes = types === undefined || (Array.isArray(types) && types.every((type) => TYPES.test(String(type))));
  if (!isName(body["worker"]) || !isName(body["request_id"]) || !areTypes || !isLease(body["lease_ms"])) {
    return refusal(400, "invalid request");
  }
  const earlier = state.has("claim-again") ? undefined : earlierClaim(state, body);
  if (earlier !== undefined) return earlier;
  const candidates = [...state.jobs.values()].filter((job) => types === undefined || isIn(types, job.jobType));
  if (state.has("wrong-order")) candidates.reverse();
  if (state.has("retry-last")) candidates.sort((one, other) => one.attempt - other.attempt);
  if (state.has("type-order") && Array.isArray(types)) {
    candidates.sort((one, other) => types.indexOf(one.jobType) - types.indexOf(other.jobType));
  }
  for (const job of candidates) {
    if (!["queued", "retry_waiting"].includes(state.statusOf(job))) continue;
    if (job.attempt > 0) recordExpiry(state, job);
    if (job.attempt >= MAX_ATTEMPTS && !state.has("never-exhausted")) {
      exhaust(state, job);
      if (state.has("exhausted-blocks")) break;
      continue;
    }
    if (state.has("claim-race")) await sleep(RACE_MS);
    return give(state, job, body);
  }
  return { status: 204 };
}

export function heartbeat(state: ModelState, body: Fields): Answer {
  const held = holder(state, body);
  if ("answer" in held) return held.answer;
  const { job, requestId } = held;
  const leaseMs = Number(body["lease_ms"] ?? DEFAULT_LEASE_MS);
  const least = state.has("heartbeat-only-extends") ? job.expiresMs : 0;
  const expiresMs = Math.max(state.nowMs + leaseMs, least);
  const payload = { expires_ms: expiresMs, artifacts: body["artifacts"] ?? {} };
  state.append({ type: "job.heartbeat", jobId: job.jobId, requestId, actor: String(body["worker"]), payload });
  return { status: 200, body: { job_id: job.jobId, lease: leaseRow(state, expiresMs) } };
}

/** Completes or fails a job. */
export function finish(state: ModelState, body: Fields, status: "completed" | "failed"): Answer {
  const { failure } = body;
  const isFailure = isObject(failure) && CODES.includes(String(failure["code"]));
  if (status === "failed" && !isFailure) return refusal(400, "invalid request");
  const held = holder(state, body, status);
  if ("answer" in held) return held.answer;
  const { job, requestId, hasEnded } = held;
  if (!hasEnded) {
    const told = isObject(failure) ? { failure: { message: "", ...failure } as Json } : {}; // decoded from JSON
    const payload = { artifacts: body["artifacts"] ?? {}, ...told };
    const actor = state.has("actor-lost") ? "model" : String(body["worker"]);
    state.append({ type: `job.${status}`, jobId: job.jobId, requestId, actor, payload });
  }
  const { lastEventId } = state.jobs.get(job.jobId) ?? job;
  return { status: 200, body: { job_id: job.jobId, status, repeated: hasEnded, last_event_id: lastEventId } };
}

interface Held {
  readonly job: ModelJob;
  readonly requestId: string;
  /** The job has ended already as the message says. */
  readonly hasEnded: boolean;
}

/** The job that a message speaks for, or why it may not. */
function holder(state: ModelState, body: Fields, outcome?: string): Held | { readonly answer: Answer } {
  const { claim: given, artifacts = {} } = body;
  const areArtifacts = isObject(artifacts) && Object.values(artifacts).every((value) => typeof value === "string");
  if (!isObject(given) || !isName(body["worker"]) || !areArtifacts) return { answer: refusal(400, "invalid request") };
  const job = state.jobs.get(String(given["job_id"]));
  if (job === undefined) return { answer: refusal(404, "daemon queue: job not found") };
  const isHolder = given["claim_token"] === job.token && given["lease_epoch"] === job.epoch;
  if (!isHolder && !(state.has("stale-token") && job.attempt > 1)) return lost("fenced");
  const requestId = String(body["request_id"] ?? job.requestIds[0] ?? "");
  if (TERMINAL.includes(job.status) && !(state.has("two-outcomes") && job.status !== outcome)) {
    if (job.status === outcome) return { job, requestId, hasEnded: true };
    return lost(job.status === "cancelled" ? "cancelled" : "ended");
  }
  const isOver = state.statusOf(job) === "retry_waiting" && !state.has("expired-revived");
  return isOver ? lost("lease_expired") : { job, requestId, hasEnded: false };
}

function lost(reason: string): { readonly answer: Answer } {
  return { answer: { status: 409, body: { error: `daemon queue: ${reason}`, reason } } };
}

function earlierClaim(state: ModelState, { worker, request_id: requestId }: Fields): Answer | undefined {
  const isShared = state.has("claims-shared");
  const isNamed = (one: ModelEvent): boolean => one.request_id === requestId && (isShared || one.actor === worker);
  const event = state.events.find((one) => one.event_type === "job.claimed" && isNamed(one));
  const job = event === undefined ? undefined : state.jobs.get(event.job_id);
  if (event === undefined || job === undefined) return undefined;
  const holds = job.claimName === claimNameOf(event) && state.statusOf(job) === "running";
  return holds ? claimed(state, job, true) : lost("ended").answer;
}

function give(state: ModelState, job: ModelJob, body: Fields): Answer {
  const leaseMs = Number(body["lease_ms"] ?? (state.has("lease-short") ? 5_000 : DEFAULT_LEASE_MS));
  const epoch = state.has("epoch-stays") ? 1 : job.epoch + 1;
  state.append({
    ...{ type: "job.claimed", jobId: job.jobId, requestId: String(body["request_id"]), actor: String(body["worker"]) },
    payload: { claim_token: state.token(), lease_epoch: epoch, expires_ms: state.nowMs + leaseMs },
  });
  return claimed(state, state.jobs.get(job.jobId) ?? job, false);
}

function claimed(state: ModelState, job: ModelJob, repeated: boolean): Answer {
  const { jobId, jobType, attempt, payload, token = "", epoch, requestIds } = job;
  return {
    status: 200,
    body: {
      job: {
        ...{ job_id: jobId, job_type: jobType, request_id: requestIds[0] ?? "", attempt },
        ...{ max_attempts: MAX_ATTEMPTS, payload },
      },
      claim: { job_id: jobId, claim_token: token, lease_epoch: epoch },
      ...{ lease: leaseRow(state, job.expiresMs), repeated },
    },
  };
}

function recordExpiry(state: ModelState, { jobId, requestIds, token = "", epoch }: ModelJob): void {
  if (state.has("expiry-unrecorded")) return;
  const payload = { claim_token: token, lease_epoch: epoch };
  state.append({ type: "job.lease_expired", jobId, requestId: requestIds[0] ?? "", actor: "model", payload });
}

function exhaust(state: ModelState, { jobId, requestIds }: ModelJob): void {
  const failure = { code: "retry_exhausted", message: "lease expired after retry cap", retryable: false };
  state.append({ type: "job.failed", jobId, requestId: requestIds[0] ?? "", actor: "model", payload: { failure } });
}

function leaseRow(state: ModelState, expiresMs: number): Json {
  const remainingMs = Math.max(0, Math.round(expiresMs - state.nowMs));
  return { expires_at: state.time(expiresMs), remaining_ms: remainingMs };
}

function isName(value: Json | undefined): boolean {
  return typeof value === "string" && /^\S+$/.test(value);
}

function isLease(value: Json | undefined): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= 1000 && Number(value) <= 3_600_000);
}

function isIn(list: Json | undefined, value: string): boolean {
  return Array.isArray(list) && list.includes(value);
}
