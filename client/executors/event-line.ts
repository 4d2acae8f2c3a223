import type { WorkerEvent } from "../worker/outcome.js";

/** Takes a line of a log. */
export type Log = (level: "info" | "warn", fields: object, message: string) => void;

/** Tells a log what happened to a job. */
export function eventLine(event: WorkerEvent, log: Log): void {
  const { job_id: jobId, job_type: jobType, attempt } = event.job;
  const fields = { jobId, jobType, attempt };
  switch (event.kind) {
    case "claimed":
      return log("info", fields, "job claimed");
    case "completed":
      return log("info", fields, "job completed");
    case "failed":
      return log("warn", { ...fields, failure: event.failure }, "job failed");
    case "lost":
      return log("warn", { ...fields, reason: event.reason }, "job lost");
  }
}
