import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../json.js";
import { MAX_ATTEMPTS, TERMINAL, type ModelJob } from "./model-ledger.js";
import { jobRow, lag, lastEvent, projectionStatus, reasons } from "./model-rows.js";
import { COLUMN, RACE_MS, type ModelState } from "./model-state.js";

/** An answer of the model. */
export interface Answer {
  readonly status: number;
  readonly body?: Json | undefined;
}

/** The body of a request, decoded. */
export type Fields = Readonly<Record<string, Json | undefined>>;

const TYPES = ["rpi.run", "rpi.phase", "dream.run", "dream.stage", "wiki.build", "wiki.forge", "openclaw.snapshot"];
const TRIGGERABLE = ["openclaw.snapshot", "rpi.run", "dream.run", "wiki.forge"];

export function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

/** Submits a job; `before_append` and `after_append_before_ack` fail there. */
export async function submit(state: ModelState, body: Fields, failpoint: string | undefined): Promise<Answer> {
  const fault = faultOf(state, body, TYPES);
  const jobId = text(body["job_id"]);
  if (fault !== undefined) {
    if (state.has("refused-reserves")) state.reserved.add(String(body["idempotency_key"]));
    if (state.has("refusal-stored") && jobId !== "") store(state, body, "ao-http");
    return refusal(400, fault);
  }
  if (state.reserved.has(String(body["idempotency_key"]))) return refusal(503, "under way");
  const before = find(state, body);
  if (before !== undefined) return again(state, before, { body, failpoint });
  if (state.has("key-race")) await sleep(RACE_MS);
  if (failpoint === "before_append") return refusal(503, "daemon queue failpoint: before_append");
  const isForgotten = state.has("keys-with-reply") && failpoint === "after_append_before_ack";
  const job = store(state, isForgotten ? { ...body, idempotency_key: "" } : body, "ao-http");
  if (state.has("mass-assignment") && text(body["status"]) !== "")
    state.forge(job.jobId, { status: text(body["status"]) });
  if (failpoint === "after_append_before_ack") return refusal(503, "daemon queue failpoint: after_append_before_ack");
  return accepted(state, job, failpoint);
}

interface Submission {
  readonly body: Fields;
  readonly failpoint: string | undefined;
}

/** Answers a submission whose job is there already. */
function again(state: ModelState, job: ModelJob, { body, failpoint }: Submission): Answer {
  const { jobId } = job;
  const requestId = text(body["request_id"]);
  if (state.has("retry-recorded")) {
    state.append({ type: "job.heartbeat", jobId, requestId, actor: "ao-http", payload: {} });
  }
  if (state.has("retry-overwrites")) state.forge(jobId, { payload: body["payload"] ?? {} });
  if (state.has("retry-touches")) state.forge(jobId, { updatedAt: state.time(state.nowMs) });
  const isOther = JSON.stringify(body["payload"] ?? {}) !== JSON.stringify(job.payload);
  if (state.has("key-conflicts") && isOther) return refusal(409, "the key belongs to another request");
  const answer = accepted(state, job, failpoint);
  const own = answer.body as Fields; // made above
  const told = {
    ...(state.has("retry-queued") ? { status: "queued" } : {}),
    ...(state.has("retry-ignores-leases") ? { status: job.status } : {}),
    ...(state.has("retry-echoed") ? { request_id: requestId } : {}),
  };
  return { ...answer, body: { ...own, ...told } as Json };
}

/** Submits a job for OpenClaw; whether the daemon is ready was looked at before. */
export async function trigger(state: ModelState, body: Fields, failpoint: string | undefined): Promise<Answer> {
  const fault = faultOf(state, body, state.has("allow-list-open") ? TYPES : TRIGGERABLE);
  if (fault !== undefined) return refusal(400, fault);
  const answer = await submit(state, state.has("trigger-payload") ? { ...body, payload: {} } : body, failpoint);
  if (answer.status !== 202) return answer;
  const reply = answer.body as Fields; // made above
  const job = state.jobs.get(String(reply["job_id"]));
  const { projection_status: status, projection_lag: _, degraded_reasons: __, ...rest } = reply;
  return { status: 202, body: { ...rest, job_type: job?.jobType ?? "", snapshot_status: status ?? "" } as Json };
}

export async function cancel(state: ModelState, body: Fields, failpoint: string | undefined): Promise<Answer> {
  const jobId = text(body["job_id"]);
  if (jobId === "") return refusal(400, "job_id is required");
  const job = state.jobs.get(jobId);
  if (job === undefined && state.has("cancel-unknown")) store(state, { ...body, job_type: "rpi.run" }, "ao-http");
  const unknown = state.has("unknown-is-400") ? 400 : 404;
  if (job === undefined) return refusal(unknown, "daemon queue: job not found");
  const hasEnded = TERMINAL.includes(job.status);
  if (!hasEnded || state.has("cancel-twice")) {
    if (failpoint === "before_append" && !state.has("cancel-written-anyway")) {
      return refusal(503, "daemon queue failpoint: before_append");
    }
    if (state.has("cancel-race")) await sleep(RACE_MS);
    recordCancel(state, job, body);
    if (failpoint === "before_append") return refusal(503, "daemon queue failpoint: before_append");
    if (failpoint === "after_append_before_ack") return refusal(503, "daemon queue failpoint: after_append_before_ack");
  }
  const overrides = hasEnded && state.has("cancel-overrides");
  const now = state.jobs.get(jobId) ?? job;
  const shown = overrides ? { ...now, status: "cancelled" } : now;
  return {
    status: 202,
    body: {
      cancelled: shown.status === "cancelled",
      outcome: hasEnded && !overrides ? `already_terminal_${job.status}` : "cancelled",
      job: jobRow(state, shown),
      ...{ projection_status: projectionStatus(state), projection_lag: lag(state), ...reasons(state) },
    },
  };
}

function recordCancel(state: ModelState, job: ModelJob, body: Fields): void {
  const reason = text(body["reason"]) || (state.has("cancel-reason") ? "" : "cancelled");
  const made = state.has("cancel-request") ? state.id("req") : job.requestIds[0];
  const requestId = text(body["request_id"]) || (made ?? "");
  const alike = [...state.jobs.keys()].filter((id) => id.startsWith(job.jobId));
  for (const jobId of state.has("cancel-by-prefix") ? alike : [job.jobId]) {
    const isVolatile = state.has("cancel-unsynced");
    state.append({ type: "job.cancelled", jobId, requestId, actor: "ao-http", payload: { reason }, isVolatile });
  }
}

/** The job that a submission names, by its id or its key. */
function find(state: ModelState, body: Fields): ModelJob | undefined {
  const [jobId, key] = [idOf(state, text(body["job_id"])), keyOf(state, String(body["idempotency_key"] ?? ""))];
  const old = new Set(state.events.slice(0, state.bootIndex).map(({ job_id: id }) => id));
  const jobs = [...state.jobs.values()];
  return jobs.find((job, index) => {
    if (state.has("keys-forgotten") && old.has(job.jobId)) return false;
    const isForgotten =
      state.has("key-ignored") ||
      (state.has("keys-evicted") && index < jobs.length - 50) ||
      (state.has("keys-end") && TERMINAL.includes(job.status));
    const isSameKey = key !== "" && keyOf(state, job.key) === key && !isForgotten;
    const isMixed = state.has("one-namespace") && key !== "" && key === job.jobId;
    return isSameKey || isMixed || (idOf(state, job.jobId) === jobId && !state.has("id-ignored"));
  });
}

/** A key as it is compared; a database may compare more loosely than the contract. */
function keyOf(state: ModelState, key: string): string {
  if (state.has("keys-trimmed")) return key.trim();
  if (state.has("keys-cut")) return key.slice(0, COLUMN);
  return state.has("keys-collated") ? key.normalize("NFD").replace(/\p{M}/gu, "") : key;
}

function idOf(state: ModelState, id: string): string {
  if (state.has("ids-cut")) return id.slice(0, COLUMN);
  return state.has("ids-any-case") ? id.toLowerCase() : id;
}

function store(state: ModelState, body: Fields, actor: string): ModelJob {
  const jobType = String(body["job_type"]);
  const jobId = text(body["job_id"]) || state.id(`job_${jobType.replace(".", "_")}`);
  state.append({
    ...{ type: "job.accepted", jobId, requestId: text(body["request_id"]) || state.id("req"), actor },
    payload: {
      ...{ job_type: jobType, max_attempts: MAX_ATTEMPTS, job_payload: kept(state, body["payload"] ?? {}) },
      idempotency_key: body["idempotency_key"] ?? "",
    },
  });
  const job = state.jobs.get(jobId);
  if (job === undefined) throw new Error("a stored job is not there");
  return job;
}

/** A payload as it is stored. */
function kept(state: ModelState, payload: Json): Json {
  const given = JSON.stringify(payload, (_, value: Json) => {
    if (value === null && state.has("nulls-dropped")) return undefined;
    return typeof value === "string" && state.has("texts-trimmed") ? value.trim() : value;
  });
  const ascii = state.has("payload-changed") ? given.replace(/[^\u0020-\u007e]/g, "?") : given;
  return JSON.parse(state.has("large-cut") ? ascii.replace(/(.{65536})[^"]*/, "$1") : ascii) as Json;
}

function accepted(state: ModelState, job: ModelJob, failpoint: string | undefined): Answer {
  const failed = failpoint === "projection_rebuild";
  return {
    status: state.has("status-201") ? 201 : 202,
    body: {
      ...{ accepted: true, request_id: job.requestIds[0] ?? "", job_id: job.jobId, status: state.statusOf(job) },
      ...{ last_event_id: job.lastEventId, projection_lag: replyLag(state) },
      projection_status: failed ? "degraded" : replyStatus(state),
      ...(failed ? { degraded_reasons: ["projection rebuild failpoint after durable ledger append"] } : {}),
      ...(failed || state.has("accepts-degraded-as-current") ? {} : reasons(state)),
      ...(job.key === "" ? {} : { idempotency_key: job.key }),
    },
  };
}

/** Projections may follow a moment later. */
function replyLag(state: ModelState): Json {
  const { event_count: count, ...rest } = lag(state);
  if (state.has("reply-counts-ahead")) return { ...rest, event_count: Number(count) + 1 };
  if (!state.has("reply-lags")) return lag(state);
  return { ...rest, event_count: Math.max(0, Number(count) - 1), ...lastEvent(state, state.events.slice(0, -1)) };
}

function replyStatus(state: ModelState): string {
  if (!state.isReady) return state.has("accepts-degraded-as-current") ? "current" : "degraded";
  return state.has("reply-lags") ? "stale" : "current";
}

function faultOf(state: ModelState, body: Fields, types: readonly string[]): string | undefined {
  if (!types.includes(String(body["job_type"]))) return `invalid job type ${JSON.stringify(body["job_type"] ?? "")}`;
  const isStrict = state.has("strict-ids");
  if (isStrict && !/^[\w.:-]{0,99}$/.test(text(body["job_id"]))) return "this job_id is not for this daemon";
  return /\s/.test(text(body["request_id"])) ? "request_id must not contain whitespace" : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value.trim() : "";
}
