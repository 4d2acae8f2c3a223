import type { ClaimFault, Refused } from "./command.js";
import { refused } from "./command.js";
import type { Job } from "./job.js";
import { isLeaseExpired } from "./job.js";

/** What a worker shows of its claim. */
export interface Fence {
  readonly claimToken: string;
  readonly leaseEpoch: number;
}

const MESSAGES: Readonly<Record<ClaimFault, string>> = {
  fenced: "daemon queue: claim token or lease epoch mismatch",
  "lease-expired": "daemon queue: lease expired",
  cancelled: "daemon queue: job was cancelled",
  ended: "daemon queue: job has ended",
};

/** A refusal of a claim, in the reference's words where it has some. */
export function claimRefused(fault: ClaimFault): Refused {
  return refused(fault, MESSAGES[fault]);
}

/**
 * Why a claim may not speak for its job now; undefined when it may. First whether it is the job's last claim: a job
 * that nobody has claimed is fenced off from everybody, and who holds no claim is not told more.
 */
export function claimFault(job: Job, { claimToken, leaseEpoch }: Fence, now: number): ClaimFault | undefined {
  const holds = job.claimToken !== undefined && job.claimToken === claimToken;
  const held = job.lapsedToken !== undefined && job.lapsedToken === claimToken;
  if ((!holds && !held) || job.leaseEpoch !== leaseEpoch) return "fenced";
  if (job.status === "cancelled") return "cancelled";
  if (held) return "lease-expired";
  if (job.status === "completed" || job.status === "failed") return "ended";
  return isLeaseExpired(job, now) ? "lease-expired" : undefined;
}
