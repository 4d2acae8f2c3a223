import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../json.js";
import { MAX_ATTEMPTS, TERMINAL, type ModelJob } from "./model-ledger.js";
import { jobRow, lag, projectionStatus, reasons } from "./model-rows.js";
import { RACE_MS, type ModelState } from "./model-state.js";

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
  const fault = faultOf(body, TYPES);
  const [jobId, requestId] = [text(body["job_id"]), text(body["request_id"])];
  if (fault !== undefined) {
    if (state.has("refusal-stored") && jobId !== "") store(state, body, "ao-http");
    return refusal(400, fault);
  }
  const before = find(state, body);
  if (before !== undefined) {
    const payload = {};
    if (state.has("retry-recorded")) {
      state.append({ type: "job.heartbeat", jobId: before.jobId, requestId, actor: "ao-http", payload });
    }
    return accepted(state, before, failpoint);
  }
  if (state.has("key-race")) await sleep(RACE_MS);
  if (failpoint === "before_append") return refusal(503, "daemon queue failpoint: before_append");
  const isForgotten = state.has("keys-with-reply") && failpoint === "after_append_before_ack";
  const job = store(state, isForgotten ? { ...body, idempotency_key: "" } : body, "ao-http");
  if (failpoint === "after_append_before_ack") return refusal(503, "daemon queue failpoint: after_append_before_ack");
  return accepted(state, job, failpoint);
}

/** Submits a job for OpenClaw; whether the daemon is ready was looked at before. */
export async function trigger(state: ModelState, body: Fields, failpoint: string | undefined): Promise<Answer> {
  const fault = faultOf(body, state.has("allow-list-open") ? TYPES : TRIGGERABLE);
  if (fault !== undefined) return refusal(400, fault);
  const answer = await submit(state, body, failpoint);
  if (answer.status !== 202) return answer;
  const reply = answer.body as Fields; // made above
  const job = state.jobs.get(String(reply["job_id"]));
  const { projection_status: status, projection_lag: _, degraded_reasons: __, ...rest } = reply;
  return { status: 202, body: { ...rest, job_type: job?.jobType ?? "", snapshot_status: status ?? "" } as Json };
}

export function cancel(state: ModelState, body: Fields, failpoint: string | undefined): Answer {
  const jobId = text(body["job_id"]);
  if (jobId === "") return refusal(400, "job_id is required");
  const job = state.jobs.get(jobId);
  if (job === undefined && state.has("cancel-unknown")) store(state, { ...body, job_type: "rpi.run" }, "ao-http");
  if (job === undefined) return refusal(404, "daemon queue: job not found");
  const hasEnded = TERMINAL.includes(job.status);
  if (!hasEnded || state.has("cancel-twice")) {
    if (failpoint === "before_append") return refusal(503, "daemon queue failpoint: before_append");
    const payload = { reason: text(body["reason"]) || "cancelled" };
    const requestId = text(body["request_id"]) || (job.requestIds[0] ?? "");
    state.append({ type: "job.cancelled", jobId, requestId, actor: "ao-http", payload });
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

/** The job that a submission names, by its id or its key. */
function find(state: ModelState, body: Fields): ModelJob | undefined {
  const [jobId, key] = [text(body["job_id"]), folded(state, String(body["idempotency_key"] ?? ""))];
  const old = new Set(state.events.slice(0, state.bootIndex).map(({ job_id: id }) => id));
  return [...state.jobs.values()].find((job) => {
    if (state.has("keys-forgotten") && old.has(job.jobId)) return false;
    const isSameKey = key !== "" && folded(state, job.key) === key && !state.has("key-ignored");
    return isSameKey || (job.jobId === jobId && !state.has("id-ignored"));
  });
}

/** A key as it is compared; a database with a collation compares more loosely than the contract. */
function folded(state: ModelState, key: string): string {
  return state.has("keys-collated") ? key.normalize("NFD").replace(/\p{M}/gu, "") : key;
}

function store(state: ModelState, body: Fields, actor: string): ModelJob {
  const jobType = String(body["job_type"]);
  const jobId = text(body["job_id"]) || state.id(`job_${jobType.replace(".", "_")}`);
  const given = JSON.stringify(body["payload"] ?? {});
  const kept = state.has("payload-changed") ? given.replace(/[^\u0020-\u007e]/g, "?") : given;
  state.append({
    ...{ type: "job.accepted", jobId, requestId: text(body["request_id"]) || state.id("req"), actor },
    payload: {
      ...{ job_type: jobType, max_attempts: MAX_ATTEMPTS, job_payload: JSON.parse(kept) as Json },
      idempotency_key: body["idempotency_key"] ?? "",
    },
  });
  const job = state.jobs.get(jobId);
  if (job === undefined) throw new Error("a stored job is not there");
  return job;
}

function accepted(state: ModelState, job: ModelJob, failpoint: string | undefined): Answer {
  const failed = failpoint === "projection_rebuild";
  return {
    status: state.has("status-201") ? 201 : 202,
    body: {
      ...{ accepted: true, request_id: job.requestIds[0] ?? "", job_id: job.jobId, status: state.statusOf(job) },
      ...{ last_event_id: job.lastEventId, projection_lag: lag(state) },
      projection_status: failed ? "degraded" : projectionStatus(state),
      ...(failed ? { degraded_reasons: ["projection rebuild failpoint after durable ledger append"] } : reasons(state)),
      ...(job.key === "" ? {} : { idempotency_key: job.key }),
    },
  };
}

function faultOf(body: Fields, types: readonly string[]): string | undefined {
  if (!types.includes(String(body["job_type"]))) return `invalid job type ${JSON.stringify(body["job_type"] ?? "")}`;
  return /\s/.test(text(body["request_id"])) ? "request_id must not contain whitespace" : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value.trim() : "";
}
