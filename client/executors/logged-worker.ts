import type { WorkerCredentials } from "../../generated/worker/client.js";
import type { Client } from "../../generated/runtime/client.js";
import type { Executors } from "../worker/job.js";
import type { WorkerEvent } from "../worker/outcome.js";
import { runWorker, type WorkerOptions } from "../worker/worker.js";

/** Takes a line of a log. */
export type Log = (level: "info" | "warn", fields: object, message: string) => void;

/** How a worker works that tells a log of its jobs. */
export interface LoggedWorkerOptions extends Omit<WorkerOptions, "onEvent" | "onFault"> {
  readonly log: Log;
}

/** Runs a worker; a log is told what happens to its jobs, and once whenever the daemon does not answer. */
export function runLoggedWorker(
  client: Client<WorkerCredentials>,
  executors: Executors,
  { log, ...options }: LoggedWorkerOptions,
): Promise<void> {
  let isAway = false;
  return runWorker(client, executors, {
    ...options,
    onEvent: (event) => {
      isAway = false;
      eventLine(event, log);
    },
    onFault: ({ message }) => {
      if (!isAway) log("warn", { fault: message }, "the daemon does not answer, trying again");
      isAway = true;
    },
  });
}

/** Tells a log what happened to a job. */
function eventLine(event: WorkerEvent, log: Log): void {
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
