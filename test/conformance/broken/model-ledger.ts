import type { Json } from "../json.js";

/** An event as `/v1/events` gives it. */
export interface ModelEvent {
  readonly schema_version: 1;
  readonly event_id: string;
  readonly request_id: string;
  readonly job_id: string;
  readonly event_type: string;
  readonly occurred_at: string;
  readonly actor: string;
  readonly payload: Readonly<Record<string, Json>>;
}

/** Everything that the events of a job say about it. */
export interface ModelJob {
  readonly jobId: string;
  readonly jobType: string;
  readonly key: string;
  readonly payload: Json;
  readonly requestIds: readonly string[];
  readonly status: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly token: string | undefined;
  /** Who holds the job or held it last, and by which request. */
  readonly claimName: string | undefined;
  readonly expiresMs: number;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly failure: Json | undefined;
  readonly lastEventId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const TERMINAL: readonly string[] = ["completed", "failed", "cancelled"];
export const MAX_ATTEMPTS = 3;

/** Replays a ledger; jobs are in the order of their first event, and events behind a terminal one change nothing. */
export function replay(events: readonly ModelEvent[]): Map<string, ModelJob> {
  const jobs = new Map<string, ModelJob>();
  for (const event of events) add(jobs, event);
  return jobs;
}

/** Replays one more event. */
export function add(jobs: Map<string, ModelJob>, event: ModelEvent): void {
  const before = jobs.get(event.job_id);
  if (event.event_type.startsWith("projection.")) return;
  if (before !== undefined && TERMINAL.includes(before.status)) return;
  jobs.set(event.job_id, apply(before ?? newJob(event), event));
}

/** A claim is named by its worker and its request. */
export function claimNameOf({ actor, request_id: requestId }: Pick<ModelEvent, "actor" | "request_id">): string {
  return `${actor} ${requestId}`;
}

function newJob({ job_id: jobId, occurred_at: createdAt, event_id: lastEventId, payload }: ModelEvent): ModelJob {
  return {
    ...{ jobId, jobType: String(payload["job_type"]), key: String(payload["idempotency_key"] ?? "") },
    ...{ payload: payload["job_payload"] ?? {}, requestIds: [], status: "queued", attempt: 0, epoch: 0 },
    ...{ token: undefined, claimName: undefined, expiresMs: 0, artifacts: {}, failure: undefined },
    ...{ lastEventId, createdAt, updatedAt: createdAt },
  };
}

function apply(job: ModelJob, event: ModelEvent): ModelJob {
  const { payload } = event;
  // Written by the model itself.
  const artifacts = payload["artifacts"] as Readonly<Record<string, string>> | undefined;
  const seen = {
    ...job,
    requestIds: [...new Set([...job.requestIds, event.request_id])],
    artifacts: { ...job.artifacts, ...artifacts },
    lastEventId: event.event_id,
    updatedAt: event.occurred_at,
  };
  switch (event.event_type) {
    case "job.claimed":
      return {
        ...seen,
        ...{ status: "running", attempt: job.attempt + 1, epoch: Number(payload["lease_epoch"]) },
        ...{ token: String(payload["claim_token"]), claimName: claimNameOf(event) },
        expiresMs: Number(payload["expires_ms"]),
      };
    case "job.heartbeat":
      return { ...seen, expiresMs: Number(payload["expires_ms"]) };
    case "job.lease_expired":
      return { ...seen, status: "retry_waiting" };
    case "job.failed":
      return { ...seen, status: "failed", failure: payload["failure"] };
    case "job.completed":
    case "job.cancelled":
      return { ...seen, status: event.event_type.slice("job.".length) };
    default:
      return seen;
  }
}
