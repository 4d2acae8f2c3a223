import { attachments, resultStatus, times } from "../projections/rows.js";
import { isRun } from "../projections/set.js";
import type { Failure, Job } from "../queue/job.js";
import { statusAt } from "../queue/job.js";
import type { ProvenanceLink } from "./provenance.js";
import { provenance } from "./provenance.js";

/** The list a resource is shown in. */
export type ResourceKind = "run" | "job" | "wiki";

/** A job as OpenClaw's consumers see it. */
export interface ResourceSummary {
  readonly resource_id: string;
  readonly resource_kind: ResourceKind;
  readonly job_id: string;
  readonly job_type?: string;
  readonly run_id?: string;
  readonly request_id: string;
  readonly request_ids: readonly string[];
  readonly status: string;
  readonly result_status?: string;
  readonly failure?: { readonly code: string; readonly message: string; readonly retryable?: boolean };
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly projection_targets?: readonly string[];
  readonly created_at?: string;
  readonly updated_at: string;
  readonly last_event_id: string;
  readonly provenance: readonly ProvenanceLink[];
}

/** The summary of a job in one list at a moment. Only what runs has a `run_id`, in whichever list. */
export function resourceSummary(job: Job, kind: ResourceKind, now: number): ResourceSummary {
  const runId = isRun(job.jobType) ? job.jobId : undefined;
  return {
    resource_id: kind === "wiki" ? `wiki-${job.jobId}` : job.jobId,
    resource_kind: kind,
    job_id: job.jobId,
    ...(job.jobType === undefined ? {} : { job_type: job.jobType }),
    ...(runId === undefined ? {} : { run_id: runId }),
    request_id: job.requestId,
    request_ids: job.requestIds,
    status: statusAt(job, now),
    ...resultStatus(job),
    ...(job.failure === undefined ? {} : { failure: failureSummary(job.failure) }),
    ...attachments(job),
    ...times(job),
    last_event_id: job.lastEventId,
    provenance: provenance({ jobId: job.jobId, runId, lastEventId: job.lastEventId, artifacts: job.artifacts }),
  };
}

function failureSummary({ code, message, retryable }: Failure): NonNullable<ResourceSummary["failure"]> {
  return { code, message, ...(retryable ? { retryable } : {}) };
}
