import { getDaemonStatus, type JobspecCredentials } from "../../generated/jobspec/client.js";
import type { QueueJobState } from "../../generated/jobspec/types.js";
import type { Client } from "../../generated/runtime/client.js";
import { DaemonError } from "./daemon-error.js";
import { errorOf, timingOf, untilSettled, type Patience } from "./patience.js";
import { pollDelay, type Backoff } from "./timing.js";

/** How a job is waited for. */
export interface WaitOptions extends Patience {
  /** Milliseconds after which the wait ends; without limit by default. */
  readonly timeoutMs?: number;
  /** Bounds of the waits between polls without news; from 200 to 5,000 ms by default. */
  readonly poll?: Backoff;
  /** Told of the job when it is first seen and whenever it has changed. */
  readonly onChange?: (job: QueueJobState) => void;
}

/** How the wait for a job ended. */
export type JobWait =
  /** The job is completed, failed or cancelled. */
  | { readonly outcome: "ended"; readonly job: QueueJobState }
  /** No job has this id, and the daemon has read all of its ledger. */
  | { readonly outcome: "missing" }
  /** The job had not ended, as far as could be seen. `job` is its last known state. */
  | { readonly outcome: "timeout" | "aborted"; readonly job: QueueJobState | undefined };

const DEFAULT_POLL: Backoff = { firstMs: 200, longestMs: 5_000 };

/** True for a job of which nothing will change any more. */
export function hasEnded({ status }: QueueJobState): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/**
 * Waits until a job has ended, by asking for the daemon's status; less and less often while nothing changes. A daemon
 * that is away is waited for as well. Rejects with `TransportError` when what answers does not speak JobSpec.
 */
export async function waitForJob(
  client: Client<JobspecCredentials>,
  jobId: string,
  options: WaitOptions = {},
): Promise<JobWait> {
  const { timeoutMs = Infinity, poll = DEFAULT_POLL, signal } = options;
  const timing = timingOf(options);
  const end = timing.now() + timeoutMs;
  let job: QueueJobState | undefined;
  for (let quiet = 0; ; quiet += 1) {
    const settlement = await untilSettled((call) => getDaemonStatus(client, {}, call), options, end - timing.now());
    if (settlement.kind === "given-up") {
      return { outcome: settlement.reason === "aborted" ? "aborted" : "timeout", job };
    }
    const { reply } = settlement;
    if (reply.status !== 200) throw new DaemonError(errorOf(reply.body), "refused");
    const found = reply.body.queue.jobs.find(({ job_id }) => job_id === jobId);
    // A daemon that could not read all of its ledger may have overlooked the job.
    if (found === undefined && reply.body.ready) return { outcome: "missing" };
    if (found !== undefined && isNews(found, job)) {
      quiet = 0;
      options.onChange?.(found);
    }
    job = found ?? job;
    if (job !== undefined && hasEnded(job)) return { outcome: "ended", job };
    await timing.sleep(Math.min(pollDelay(quiet, poll, timing), Math.max(0, end - timing.now())), signal);
  }
}

/** A lease that runs out changes the status before there is an event of it. */
function isNews(found: QueueJobState, known: QueueJobState | undefined): boolean {
  return found.last_event_id !== known?.last_event_id || found.status !== known?.status;
}
