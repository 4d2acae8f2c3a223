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
  let asked = body;
  for (;;) {
    const answer = await claimNow(state, asked);
    if (answer.status !== 204 || Date.now() >= deadlineMs || state.has("no-waiting")) return answer;
    await sleep(state.has("wait-to-the-end") ? deadlineMs - Date.now() : RACE_MS);
    // What is asked of those who wait.
    asked = { ...body, ...(state.has("wait-any-type") ? { job_types: undefined } : {}) };
    if (state.has("wait-shared")) asked = { ...asked, waits: true };
  }
}

async function claimNow(state: ModelState, body: Fields): Promise<Answer> {
  if (!isClaim(body) && !state.has("limits-unread")) return refusal(400, "invalid request");
  const types = body["job_types"];
  const earlier = state.has("claim-again") ? undefined : earlierClaim(state, body);
  if (earlier !== undefined) return earlier;
  if (state.has("claim-id-race")) await sleep(RACE_MS);
  const isAny = types === undefined && !state.has("any-type-is-none");
  const candidates = [...state.jobs.values()].filter((job) => isAny || isIn(types, job.jobType));
  if (state.has("wrong-order")) candidates.reverse();
  if (state.has("retry-last")) candidates.sort((one, other) => one.attempt - other.attempt);
  if (state.has("type-order") && Array.isArray(types)) {
    candidates.sort((one, other) => types.indexOf(one.jobType) - types.indexOf(other.jobType));
  }
  for (const job of candidates) {
    const waits = ["queued", "retry_waiting"].includes(state.statusOf(job));
    const isDead =
      (state.has("cancelled-claimable") && job.status === "cancelled") ||
      (state.has("completed-claimable") && job.status === "completed");
    if (!waits && !isDead) continue;
    if (job.attempt > 0) recordExpiry(state, job);
    if (job.attempt >= attemptsOf(state) && !state.has("never-exhausted")) {
      exhaust(state, job);
      if (state.has("exhausted-blocks")) break;
      continue;
    }
    const isSeveral = state.has("given-twice") && candidates.length > 1;
    if (state.has("claim-race") || isSeveral || body["waits"] === true) await sleep(RACE_MS);
    return give(state, job, body);
  }
  return { status: 204 };
}

export function heartbeat(state: ModelState, body: Fields): Answer {
  const held = holder(state, body);
  if ("answer" in held) return held.answer;
  const { job, requestId } = held;
  const leaseMs = Number(body["lease_ms"] ?? DEFAULT_LEASE_MS);
  const isVolatile = state.has("heartbeat-unsynced");
  const least = state.has("heartbeat-only-extends") ? job.expiresMs : 0;
  const expiresMs = Math.max(state.nowMs + leaseMs, least);
  const payload = {
    expires_ms: expiresMs,
    artifacts: (state.has("artifacts-unread") ? undefined : body["artifacts"]) ?? {},
  };
  const actor = String(body["worker"]);
  state.append({ type: "job.heartbeat", jobId: job.jobId, requestId, actor, payload, isVolatile });
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
  if (hasEnded && state.has("again-changes")) {
    // Decoded from JSON, and looked at above.
    state.forge(job.jobId, { artifacts: (body["artifacts"] ?? {}) as Readonly<Record<string, string>>, failure });
  }
  if (!hasEnded) {
    const { retryable: _, ...withoutIt } = isObject(failure) ? failure : {};
    const kept = state.has("retryable-dropped") ? withoutIt : failure;
    const told = isObject(kept) ? { failure: { message: "", ...kept } as Json } : {}; // decoded from JSON
    const areKept = status === "completed" || !state.has("fail-artifacts");
    const payload = { artifacts: (areKept ? body["artifacts"] : undefined) ?? {}, ...told };
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
  if (job === undefined && state.has("unknown-fenced")) return lost("fenced");
  if (job === undefined) return { answer: refusal(404, "daemon queue: job not found") };
  const { claim_token: token, lease_epoch: epoch } = given;
  if (!isHolder(state, job, { token, epoch, outcome })) return lost("fenced");
  const isOther = job.claimName?.startsWith(`${String(body["worker"])} `) === false;
  if (isOther && state.has("worker-compared")) return lost("fenced");
  if (body["progress"] !== undefined && state.has("worker-strict")) return { answer: refusal(400, "unknown member") };
  const requestId = String(body["request_id"] ?? job.requestIds[0] ?? "");
  if (TERMINAL.includes(job.status) && !(state.has("two-outcomes") && job.status !== outcome)) {
    const isRefused = state.has("fail-again-refused") && outcome === "failed";
    if (job.status === outcome && !isRefused) return { job, requestId, hasEnded: true };
    return lost(job.status === "cancelled" ? "cancelled" : "ended");
  }
  const isOver = state.statusOf(job) === "retry_waiting" && !state.has("expired-revived");
  return isOver ? lost(state.has("expiry-fences") ? "fenced" : "lease_expired") : { job, requestId, hasEnded: false };
}

interface Given {
  readonly token: unknown;
  readonly epoch: unknown;
  readonly outcome: string | undefined;
}

function isHolder(state: ModelState, job: ModelJob, { token, epoch, outcome }: Given): boolean {
  if (state.has("unclaimed-open") && job.attempt === 0) return true;
  if (state.has("stale-token") && job.attempt > 1) return true;
  const isCut = state.has("fence-by-prefix") && String(token).startsWith(job.token ?? "-");
  const isEpoch = epoch === job.epoch || (state.has("fail-any-epoch") && outcome === "failed");
  return (token === job.token || isCut) && isEpoch;
}

function lost(reason: string): { readonly answer: Answer } {
  return { answer: { status: 409, body: { error: `daemon queue: ${reason}`, reason } } };
}

function earlierClaim(
  state: ModelState,
  { worker, request_id: requestId, job_types: types }: Fields,
): Answer | undefined {
  const isShared = state.has("claims-shared");
  const isNamed = (one: ModelEvent): boolean => one.request_id === requestId && (isShared || one.actor === worker);
  const event = state.events.find((one) => one.event_type === "job.claimed" && isNamed(one));
  const job = event === undefined ? undefined : state.jobs.get(event.job_id);
  if (event === undefined || job === undefined) return undefined;
  const holds = job.claimName === claimNameOf(event) && state.statusOf(job) === "running";
  const isOther = event.payload["types"] !== JSON.stringify(types ?? null);
  if (holds && isOther && state.has("claim-again-compared")) return { status: 204 };
  if (!holds && !TERMINAL.includes(job.status) && state.has("late-claim-taken")) return undefined;
  return holds ? claimed(state, job, true) : lost("ended").answer;
}

function give(state: ModelState, job: ModelJob, body: Fields): Answer {
  const shortMs = state.has("lease-short") ? 5_000 : DEFAULT_LEASE_MS;
  const leaseMs = Number(body["lease_ms"] ?? (state.has("lease-long") ? 3_600_000 : shortMs));
  const epoch = state.has("epoch-stays") ? 1 : job.epoch + (state.has("epoch-jumps") ? 10 : 1);
  const requestId = state.has("claim-request") ? (job.requestIds[0] ?? "") : String(body["request_id"]);
  const types = JSON.stringify(body["job_types"] ?? null);
  state.append({
    ...{ type: "job.claimed", jobId: job.jobId, requestId, actor: String(body["worker"]) },
    payload: { claim_token: state.token(), lease_epoch: epoch, expires_ms: state.nowMs + leaseMs, types },
  });
  if (state.has("artifacts-forgotten")) state.forge(job.jobId, { artifacts: {} });
  return claimed(state, state.jobs.get(job.jobId) ?? job, false);
}

function claimed(state: ModelState, job: ModelJob, repeated: boolean): Answer {
  const { jobId, jobType, attempt, payload, token = "", epoch, requestIds, artifacts } = job;
  const isEmpty = state.has("no-payload-is-null") && Object.keys(payload ?? {}).length === 0;
  return {
    status: 200,
    body: {
      job: {
        ...{ job_id: jobId, job_type: jobType, request_id: requestIds[0] ?? "", attempt },
        ...{ max_attempts: MAX_ATTEMPTS, payload: isEmpty ? null : payload },
        ...(Object.keys(artifacts).length === 0 ? {} : { artifacts }),
        ...(job.key === "" ? {} : { idempotency_key: job.key }),
      },
      claim: { job_id: jobId, claim_token: token, lease_epoch: epoch },
      ...{ lease: leaseRow(state, job.expiresMs), repeated },
    },
  };
}

/** How many claims a job may have. */
function attemptsOf(state: ModelState): number {
  return MAX_ATTEMPTS - Number(state.has("one-attempt-less"));
}

/** Records the end of every lease that has run out, and of every job that has no attempt left. */
export function sweep(state: ModelState): void {
  for (const job of state.jobs.values()) {
    if (state.statusOf(job) !== "retry_waiting") continue;
    recordExpiry(state, job);
    if (job.attempt >= MAX_ATTEMPTS) exhaust(state, job);
  }
}

function recordExpiry(state: ModelState, { jobId, requestIds, token = "", epoch, status }: ModelJob): void {
  if (state.has("expiry-unrecorded") || status !== "running") return;
  const payload = { claim_token: token, lease_epoch: epoch };
  state.append({ type: "job.lease_expired", jobId, requestId: requestIds[0] ?? "", actor: "model", payload });
}

function exhaust(state: ModelState, { jobId, requestIds }: ModelJob): void {
  const failure = { code: "retry_exhausted", message: "lease expired after retry cap", retryable: false };
  state.append({ type: "job.failed", jobId, requestId: requestIds[0] ?? "", actor: "model", payload: { failure } });
}

function leaseRow(state: ModelState, expiresMs: number): Json {
  const remainingMs = Math.max(0, Math.round(expiresMs - state.nowMs));
  return { expires_at: state.time(state.has("expired-at-once") ? 0 : expiresMs), remaining_ms: remainingMs };
}

function isClaim({ worker, request_id: requestId, job_types: types, lease_ms: lease, wait_ms: wait }: Fields): boolean {
  const areTypes =
    types === undefined ||
    (Array.isArray(types) && types.length > 0 && types.every((type) => TYPES.test(String(type))));
  const isWait = wait === undefined || (Number.isInteger(wait) && Number(wait) >= 0 && Number(wait) <= 60_000);
  const isWorker = isName(worker) && /^[A-Za-z0-9][\w.:@/-]*$/.test(String(worker));
  return isWorker && isName(requestId) && areTypes && isLease(lease) && isWait;
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
