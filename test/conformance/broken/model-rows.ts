import type { Json } from "../json.js";
import { MAX_ATTEMPTS, TERMINAL, type ModelJob } from "./model-ledger.js";
import type { ModelState } from "./model-state.js";

const LEDGER = ".agents/daemon/ledger.jsonl";
const NAMES = ["rpi-registry", "dream-runs", "wiki-jobs", "openclaw-snapshot", "daemon-status", "daemon-job-status"];
const REASON = "read-only ledger replay observed corrupt records";

/** A job as the queue shows it. */
export function jobRow(state: ModelState, job: ModelJob): Readonly<Record<string, Json>> {
  const status = state.statusOf(job);
  const head = { job_type: job.jobType, attempt: job.attempt, max_attempts: MAX_ATTEMPTS };
  if (state.has("short-rows")) return { ...head, ...commonRow(job, status) };
  return {
    ...commonRow(job, status),
    ...head,
    payload: job.payload,
    ...(job.key === "" ? {} : { idempotency_key: job.key }),
    ...(job.attempt === 0 ? {} : { lease_epoch: job.epoch, lease_expires_at: state.time(job.expiresMs) }),
    ...(status === "retry_waiting" && job.attempt >= MAX_ATTEMPTS ? { retry_exhausted: true } : {}),
  };
}

/** A job as the projections show it. */
function projectionRow(state: ModelState, job: ModelJob): Readonly<Record<string, Json>> {
  const isStale = state.has("projection-stale") && job.status === "cancelled";
  const status = isStale ? "queued" : state.statusOf(job);
  const result = status === "completed" ? "succeeded" : status;
  return {
    ...commonRow(job, status),
    job_type: job.jobType,
    ...(TERMINAL.includes(status) ? { result_status: result } : {}),
  };
}

function commonRow(job: ModelJob, status: string): Readonly<Record<string, Json>> {
  return {
    ...{ job_id: job.jobId, request_id: job.requestIds[0] ?? "", request_ids: job.requestIds, status },
    ...{ created_at: job.createdAt, updated_at: job.updatedAt, last_event_id: job.lastEventId },
    ...(Object.keys(job.artifacts).length === 0 ? {} : { artifacts: job.artifacts }),
    ...(job.failure === undefined ? {} : { failure: job.failure }),
  };
}

export function lag(state: ModelState): Readonly<Record<string, Json>> {
  return {
    ...lastEvent(state),
    event_count: state.events.length + Number(state.has("count-lies")),
    corrupt_record_count: state.isReady ? 0 : state.damaged,
    degraded: !state.isReady,
  };
}

export function projectionStatus(state: ModelState): string {
  return state.isReady ? "current" : "degraded";
}

export function reasons(state: ModelState): Readonly<Record<string, Json>> {
  return state.isReady ? {} : { degraded_reasons: [REASON] };
}

export function lastEvent(state: ModelState): Readonly<Record<string, Json>> {
  const last = state.events.at(-1);
  return last === undefined ? {} : { last_event_id: last.event_id };
}

/** Everything that `/v1/status` shows. */
export function statusBody(state: ModelState): Json {
  const jobs = [...state.jobs.values()];
  const list = (rows: readonly Json[]): Json => (rows.length === 0 && state.has("null-lists") ? null : rows);
  const rows = (...families: readonly string[]): Json =>
    list(jobs.filter((job) => isOf(job, families)).map((job) => projectionRow(state, job)));
  const rebuiltAt = state.time(state.nowMs);
  const rpi = state.has("family-mixed") ? rows("rpi", "dream") : rows("rpi");
  return {
    ...{ ready: state.isReady !== state.has("ready-differs"), projection_lag: lag(state) },
    queue: { jobs: list(jobs.map((job) => jobRow(state, job))), ...lastEvent(state) },
    projections: {
      ...{ schema_version: 1, rebuilt_at: rebuiltAt, source_ledger: LEDGER, ...lastEvent(state), ...reasons(state) },
      manifests: Object.fromEntries(NAMES.map((name) => [name, manifest(state, name, rebuiltAt)])),
      ...{ jobs: rows(), rpi: { runs: rpi }, dream: { runs: rows("dream") }, wiki: { jobs: rows("wiki") } },
      openclaw: {
        ...snapshotHead(state),
        resources: { runs: rows("rpi", "dream"), jobs: rows(), wiki: rows("wiki") },
      },
    },
  };
}

/** The snapshot for consumers. */
export function snapshotBody(state: ModelState): Readonly<Record<string, Json>> {
  return { ...snapshotHead(state), resources: resources(state) };
}

/** The three lists of the snapshot. */
export function resources(state: ModelState): Readonly<Record<"runs" | "jobs" | "wiki", readonly Json[]>> {
  const jobs = [...state.jobs.values()];
  const list = (kind: string, ...families: readonly string[]): readonly Json[] =>
    jobs.filter((job) => isOf(job, families)).map((job) => resource(state, job, kind));
  return { runs: list("run", "rpi", "dream"), jobs: list("job"), wiki: list("wiki", "wiki") };
}

function resource(state: ModelState, job: ModelJob, kind: string): Json {
  return {
    ...projectionRow(state, job),
    resource_id: kind === "wiki" ? `wiki-${job.jobId}` : job.jobId,
    resource_kind: state.has("snapshot-invalid") && kind === "wiki" ? "job" : kind,
    provenance: [
      { rel: "source-event", kind: "daemon-ledger-event", event_id: job.lastEventId },
      { rel: "source-job", kind: "daemon-job", job_id: job.jobId },
    ],
  };
}

function snapshotHead(state: ModelState): Readonly<Record<string, Json>> {
  const last = state.has("snapshot-id-fixed") ? undefined : state.events.at(-1)?.event_id;
  return {
    ...{ schema_version: 1, snapshot_id: `snap_${last ?? "empty"}`, generated_at: state.time(state.nowMs) },
    source: { ledger: LEDGER, ...lastEvent(state) },
    status: state.has("snapshot-hides-damage") ? "current" : projectionStatus(state),
  };
}

function manifest(state: ModelState, name: string, rebuiltAt: string): Json {
  return {
    ...{ schema_version: 1, projection: name, source_ledger: LEDGER, ...lastEvent(state) },
    ...{ status: projectionStatus(state), rebuilt_at: rebuiltAt, ...reasons(state) },
  };
}

/** True for a job of one of the families; of no families, every job is. */
function isOf({ jobType }: ModelJob, families: readonly string[]): boolean {
  return families.length === 0 || families.some((family) => jobType.startsWith(`${family}.`));
}
