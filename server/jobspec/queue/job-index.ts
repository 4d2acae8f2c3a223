import type { Job } from "./job.js";
import { LeaseTable } from "./lease-table.js";
import { OrdinalList } from "./ordinal-list.js";
import type { JobType } from "./vocabulary.js";
import { JOB_TYPES } from "./vocabulary.js";

/** Finds the jobs that may be claimed without looking at the others: those that wait, by type, and the leases. */
export class JobIndex {
  readonly leases = new LeaseTable();
  readonly #waiting: ReadonlyMap<JobType, OrdinalList> = new Map(JOB_TYPES.map((type) => [type, new OrdinalList()]));

  /** Jobs of a type that are queued or wait for a retry, in queue order. */
  waiting(type: JobType): OrdinalList {
    const list = this.#waiting.get(type);
    if (list === undefined) throw new Error(`no list for jobs of type ${type}`);
    return list;
  }

  /** Follows a job from one row to the next. A job without a type is never given to anybody. */
  follow(previous: Job | undefined, next: Job): void {
    if (previous?.jobType !== undefined && previous.jobType !== next.jobType) {
      this.waiting(previous.jobType).remove(previous.ordinal);
    }
    if (next.jobType === undefined) return;
    const isWaiting = next.status === "queued" || next.status === "retry_waiting";
    if (isWaiting) this.waiting(next.jobType).add(next.ordinal, next.jobId);
    else this.waiting(next.jobType).remove(next.ordinal);
    if (next.status !== "running" || next.lease === undefined) this.leases.delete(next.jobId);
    // A lease whose end cannot be read protects nobody.
    else this.leases.set(next.jobId, next.lease.expiresMs ?? -Infinity);
  }
}
