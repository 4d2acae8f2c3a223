import type { Json } from "../json.js";
import { MAX_ATTEMPTS, TERMINAL, type ModelJob } from "./model-ledger.js";
import type { FaultName } from "./faults.js";
import type { ModelState } from "./model-state.js";

const LEDGER = ".agents/daemon/ledger.jsonl";
const NAMES = ["rpi-registry", "dream-runs", "wiki-jobs", "openclaw-snapshot", "daemon-status", "daemon-job-status"];
const REASON = "read-only ledger replay observed corrupt records";

/** A job as the queue shows it. */
export function jobRow(state: ModelState, job: ModelJob): Readonly<Record<string, Json>> {
  const status = state.statusOf(job);
  const head = { job_type: job.jobType, attempt: job.attempt, max_attempts: MAX_ATTEMPTS };
  if (state.has("short-rows")) return { ...head, ...commonRow(job, status) };
  const isRepeated = state.has("request-ids-repeated") && job.status === "cancelled";
  return {
    ...commonRow(job, status),
    ...head,
    ...(isRepeated ? { request_ids: [...job.requestIds, ...job.requestIds] } : {}),
    ...(state.has("updated-never") ? { updated_at: job.createdAt } : {}),
    payload: job.payload,
    ...(job.key === "" ? {} : { idempotency_key: job.key }),
    projection_targets: targets(state, job),
    ...(job.token === undefined ? {} : { claim_token: job.token }),
    ...(job.attempt === 0 ? {} : { lease_epoch: job.epoch, lease_expires_at: state.time(job.expiresMs) }),
    ...(status === "retry_waiting" && job.attempt >= MAX_ATTEMPTS ? { retry_exhausted: true } : {}),
  };
}

/** A job as the projections show it. */
function projectionRow(state: ModelState, job: ModelJob): Readonly<Record<string, Json>> {
  const isStale = state.has("projection-stale") && job.status === "cancelled";
  const shown = state.has("leases-in-queue-only") ? job.status : state.statusOf(job);
  const status = isStale ? "queued" : shown;
  const result = status === "completed" ? "succeeded" : status;
  const isOver = TERMINAL.includes(status) || state.has("result-early");
  return {
    ...commonRow(job, status),
    ...{ job_type: job.jobType, projection_targets: targets(state, job) },
    ...(isOver ? { result_status: TERMINAL.includes(result) ? result : "succeeded" } : {}),
  };
}

function targets(state: ModelState, { jobType }: ModelJob): readonly string[] {
  const own = NAMES.slice(0, 3).filter((_, index) => jobType.startsWith(["rpi.", "dream.", "wiki."][index] ?? ""));
  return state.has("targets-wrong") ? NAMES.slice(0, 3) : [...own, ...NAMES.slice(3)];
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
    corrupt_record_count: state.isReady ? 0 : Math.min(state.damaged, state.has("damage-counted-once") ? 1 : Infinity),
    degraded: !state.isReady,
  };
}

export function projectionStatus(state: ModelState): string {
  return state.isReady ? "current" : "degraded";
}

export function reasons(state: ModelState): Readonly<Record<string, Json>> {
  return state.isReady ? {} : { degraded_reasons: [REASON] };
}

/** Names the last event, of all unless others are given. */
export function lastEvent(state: ModelState, events = state.events): Readonly<Record<string, Json>> {
  const last = events.at(state.has("last-event-first") ? 0 : -1);
  return last === undefined ? {} : { last_event_id: last.event_id };
}

/** Everything that `/v1/status` shows. */
export function statusBody(state: ModelState): Json {
  const jobs = [...state.jobs.values()];
  const own = lag(state);
  const more = Number(state.has("lag-in-status"));
  const list = (rows: readonly Json[]): Json => (rows.length === 0 && state.has("null-lists") ? null : rows);
  const rows = (...families: readonly string[]): Json =>
    list(jobs.filter((job) => isOf(job, families)).map((job) => projectionRow(state, job)));
  const rebuiltAt = state.time(state.nowMs);
  const rpi = state.has("family-mixed") ? rows("rpi", "dream") : rows("rpi");
  return {
    ...{
      ready: state.isReady !== state.has("ready-differs"),
      projection_lag: { ...own, event_count: Number(own["event_count"]) + more },
    },
    queue: { jobs: list(jobs.map((job) => jobRow(state, job))), ...lastEvent(state) },
    projections: {
      ...{ schema_version: 1, rebuilt_at: rebuiltAt, source_ledger: LEDGER, ...lastEvent(state), ...reasons(state) },
      manifests: Object.fromEntries(NAMES.map((name) => [name, manifest(state, name, rebuiltAt)])),
      ...{ jobs: rows(), rpi: { runs: rpi }, dream: { runs: rows("dream") }, wiki: { jobs: rows("wiki") } },
      openclaw: {
        ...snapshotHead(state),
        ...(state.has("snapshot-ids-differ") ? { snapshot_id: `snap_${state.events.length}` } : {}),
        resources: { runs: rows("rpi", "dream"), jobs: rows(), wiki: rows("wiki") },
      },
    },
  };
}

/** The snapshot for consumers. */
export function snapshotBody(state: ModelState): Readonly<Record<string, Json>> {
  return { ...snapshotHead(state), resources: resources(state) };
}

/** The three lists of the snapshot; with `stale`, if it is one of the faults, as they were before anything ended. */
export function resources(
  state: ModelState,
  stale?: FaultName,
): Readonly<Record<"runs" | "jobs" | "wiki", readonly Json[]>> {
  const isStale = stale !== undefined && state.has(stale);
  const all = [...state.jobs.values()].map((job) => (isStale ? { ...job, status: "queued" } : job));
  const jobs = all.filter(({ status }) => !TERMINAL.includes(status) || !state.has("finished-hidden"));
  if (state.has("openclaw-reversed")) jobs.reverse();
  const list = (kind: string, ...families: readonly string[]): readonly Json[] =>
    jobs.filter((job) => isOf(job, families)).map((job) => resource(state, job, kind));
  return { runs: list("run", "rpi", "dream"), jobs: list("job"), wiki: list("wiki", "wiki") };
}

function resource(state: ModelState, job: ModelJob, kind: string): Json {
  const isRun = isOf(job, ["rpi", "dream"]) || state.has("run-id-everywhere");
  return {
    ...projectionRow(state, job),
    ...(isRun ? { run_id: job.jobId } : {}),
    ...(job.status === "failed" && state.has("openclaw-failure") ? { failure: { code: "?", message: "" } } : {}),
    resource_id: kind === "wiki" ? `wiki-${job.jobId}` : job.jobId,
    resource_kind: state.has("snapshot-invalid") && kind === "wiki" ? "job" : kind,
    provenance: [
      { rel: "source-event", kind: "daemon-ledger-event", event_id: job.lastEventId },
      { rel: "source-job", kind: "daemon-job", job_id: job.jobId },
      ...(state.has("more-provenance") ? [{ rel: "page", kind: "note", path: "a.md", event_id: job.jobId }] : []),
    ],
  };
}

function snapshotHead(state: ModelState): Readonly<Record<string, Json>> {
  const last = state.has("snapshot-id-fixed") ? undefined : state.events.at(-1)?.event_id;
  const boot = state.has("snapshot-id-of-process") ? `${state.bootIndex}_` : "";
  return {
    ...{ schema_version: 1, snapshot_id: `snap_${boot}${last ?? "empty"}`, generated_at: state.time(state.nowMs) },
    source: { ledger: LEDGER, ...lastEvent(state) },
    status: state.has("snapshot-hides-damage") ? "current" : projectionStatus(state),
  };
}

function manifest(state: ModelState, name: string, rebuiltAt: string): Json {
  const isWiki = name === "wiki-jobs";
  const events = state.has("manifest-behind") && isWiki ? state.events.slice(0, -1) : state.events;
  const status = state.has("manifest-current") && isWiki ? "current" : projectionStatus(state);
  return {
    ...{ schema_version: 1, projection: name, source_ledger: LEDGER, ...lastEvent(state, events) },
    ...{ status, rebuilt_at: rebuiltAt, ...reasons(state) },
  };
}

/** True for a job of one of the families; of no families, every job is. */
function isOf({ jobType }: ModelJob, families: readonly string[]): boolean {
  return families.length === 0 || families.some((family) => jobType.startsWith(`${family}.`));
}
