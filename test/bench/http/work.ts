import type { HealthResponse, SubmitJobRequest, SubmitJobResponse } from "../../../generated/jobspec/types.js";

/** The header that carries the token, in lower case. */
export const TOKEN_HEADER = "x-agentops-daemon-token";
/** What every candidate asks of a mutation. */
export const TOKEN = "0123456789abcdef0123456789abcdef";

/** The body that is posted: 200 bytes. */
export const JOB = JSON.stringify({
  request_id: "req_20260430_000001",
  job_type: "rpi.run",
  idempotency_key: "rpi:demo:cycle-1",
  payload: { goal: "Draft current-behavior JobSpec v0", depth: 2048, tags: ["draft", "v0"], dry_run: false },
});

// Ids come round, so that a longer run does not hold more jobs than a shorter one.
const KEPT_JOBS = 1000;
const jobs = new Map<string, SubmitJobRequest>();
let submitted = 0;

/** True when a mutation may go on. */
export function isAllowed(token: unknown): boolean {
  return token === TOKEN;
}

/** What is done with a job: it is kept, and described as the daemon would. */
export function submit(job: SubmitJobRequest): SubmitJobResponse {
  submitted = (submitted + 1) % KEPT_JOBS;
  const jobId = `job_${submitted}`;
  const eventId = `evt_${submitted}`;
  jobs.set(jobId, job);
  return {
    accepted: true,
    request_id: job.request_id ?? "",
    job_id: jobId,
    status: "queued",
    last_event_id: eventId,
    projection_status: "current",
    projection_lag: { last_event_id: eventId, event_count: submitted, corrupt_record_count: 0, degraded: false },
    ...(job.idempotency_key === undefined ? {} : { idempotency_key: job.idempotency_key }),
  };
}

/** What is answered to a health check. */
export function health(): HealthResponse {
  return { status: "ok", daemon: "agentopsd", read_only: true, now: new Date().toISOString() };
}
