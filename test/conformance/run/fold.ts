import { isObject } from "../json.js";

/** What the events of one job say about it, by the rules of JobSpec. */
export interface Folded {
  readonly statuses: readonly string[];
  readonly attempt: number;
  readonly requestIds: readonly string[];
  readonly lastEventId: string;
}

/** A record of `/v1/events`, as far as it is looked at here. */
export interface EventRow {
  readonly event_id: string;
  readonly request_id: string;
  readonly job_id: string;
  readonly event_type: string;
}

/** Statuses that a job may show after an event. A lease may have run out without a record of it yet. */
const STATUSES: Readonly<Record<string, readonly string[]>> = {
  "job.accepted": ["queued"],
  "job.claimed": ["running", "retry_waiting"],
  "job.heartbeat": ["running", "retry_waiting"],
  "job.lease_expired": ["retry_waiting"],
  "job.completed": ["completed"],
  "job.failed": ["failed"],
  "job.cancelled": ["cancelled"],
};
const TERMINAL = ["job.completed", "job.failed", "job.cancelled"];

/** True for a value that has what an event needs. */
export function isEvent(value: unknown): value is EventRow {
  const names = ["event_id", "request_id", "job_id", "event_type"];
  return isObject(value) && names.every((name) => typeof value[name] === "string");
}

/**
 * Folds events to jobs. Only jobs whose history begins with `job.accepted` are there: about others, which some program
 * may have written into the ledger, the contract says nothing. What follows a terminal event changes nothing.
 */
export function fold(events: readonly EventRow[]): ReadonlyMap<string, Folded> {
  const jobs = new Map<string, Folded>();
  const ended = new Set<string>();
  const foreign = new Set<string>();
  for (const event of events) {
    const { job_id: jobId, event_type: type } = event;
    const statuses = STATUSES[type];
    if (statuses === undefined || ended.has(jobId) || foreign.has(jobId)) continue;
    const before = jobs.get(jobId);
    if (before === undefined && type !== "job.accepted") {
      foreign.add(jobId);
      continue;
    }
    jobs.set(jobId, {
      statuses,
      attempt: (before?.attempt ?? 0) + Number(type === "job.claimed"),
      requestIds: [...new Set([...(before?.requestIds ?? []), event.request_id])],
      lastEventId: event.event_id,
    });
    if (TERMINAL.includes(type)) ended.add(jobId);
  }
  return jobs;
}
