import type { QueueCommand } from "../../../server/jobspec/queue/command.js";
import { isJobType } from "../../../server/jobspec/queue/vocabulary.js";
import type { RecordedOperation } from "./cases.js";

const LEASE_MS = 60_000;

/** Our command for a recorded call on a queue with the given options. */
export function commandOf(operation: RecordedOperation, queue: RecordedOperation): QueueCommand {
  const { job_id: jobId = "", request_id: requestId, actor = "agentopsd", artifacts } = operation;
  const { claim_token: claimToken = "", lease_epoch: leaseEpoch = 0 } = operation;
  const leaseMs = queue.lease_ms ?? LEASE_MS;
  const fence = { jobId, requestId, claimToken, leaseEpoch, artifacts, actor };
  const types = isJobType(operation.job_type) ? [operation.job_type] : [];
  switch (operation.op) {
    case "submit": {
      const [jobType = "rpi.run"] = types;
      return { kind: "submit", jobType, jobId, requestId, actor, maxAttempts: operation.max_attempts_of_queue };
    }
    case "claim":
      return { kind: "claim", jobId, leaseMs, actor };
    case "claim_next":
      return { kind: "claim", jobTypes: types, leaseMs, actor };
    case "heartbeat":
      return { kind: "heartbeat", ...fence, leaseMs };
    case "complete":
      return { kind: "complete", ...fence };
    case "fail":
      return { kind: "fail", ...fence, failure: operation.failure ?? { code: "", message: "", retryable: false } };
    default:
      throw new Error(`unknown recorded operation ${operation.op}`);
  }
}
