import type { OpenClawResourceSummary } from "../../../generated/jobspec/types.js";
import { attachments, resultStatus, times } from "../projections/rows.js";
import { isRun } from "../projections/set.js";
import type { Failure, Job } from "../queue/job.js";
import { statusAt } from "../queue/job.js";
import { provenance } from "./provenance.js";

/** The list a resource is shown in. */
export type ResourceKind = OpenClawResourceSummary["resource_kind"];

/** The summary of a job in one list at a moment. Only what runs has a `run_id`, in whichever list. */
export function resourceSummary(job: Job, kind: ResourceKind, now: number): OpenClawResourceSummary {
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

function failureSummary({ code, message, retryable }: Failure): NonNullable<OpenClawResourceSummary["failure"]> {
  return { code, message, ...(retryable ? { retryable } : {}) };
}
