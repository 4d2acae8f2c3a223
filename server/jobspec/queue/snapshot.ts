import type { Job } from "./job.js";
import type { StateRest } from "./state.js";
import { QueueState } from "./state.js";

/** A state as lines of JSON: what is no job, then every job in queue order. */
export function encodeState(state: QueueState): readonly string[] {
  const lines = [JSON.stringify(state.rest())];
  for (const job of state.jobs()) lines.push(JSON.stringify(job));
  return lines;
}

/** The state that {@link encodeState} wrote. */
export function decodeState([first = "{}", ...jobs]: readonly string[]): QueueState {
  const state = new QueueState();
  for (const line of jobs) state.put(decodeJob(line));
  state.restore(JSON.parse(first) as StateRest); // written by encodeState, under the checkpoint's checksum
  return state;
}

/** Every field is named, as where events are folded: JSON leaves out what is undefined. */
function decodeJob(line: string): Job {
  const job = JSON.parse(line) as Job; // written by encodeState, under the checkpoint's checksum
  return {
    ordinal: job.ordinal,
    jobId: job.jobId,
    jobType: job.jobType,
    requestId: job.requestId,
    requestIds: job.requestIds,
    status: job.status,
    idempotencyKey: job.idempotencyKey,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    claimToken: job.claimToken,
    claimName: job.claimName,
    lapsedToken: job.lapsedToken,
    leaseEpoch: job.leaseEpoch,
    lease: job.lease === undefined ? undefined : { expiresAt: job.lease.expiresAt, expiresMs: job.lease.expiresMs },
    failure: job.failure,
    artifacts: job.artifacts,
    targets: job.targets,
    payload: job.payload,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    lastEventId: job.lastEventId,
  };
}
