/** How long every claim of a trial holds. Time moves in halves of it, so that leases often end at this very moment. */
export const LEASE_MS = 10;

/** Where a job is, as far as the model cares. */
export type ModelStatus = "queued" | "running" | "retry_waiting" | "completed" | "failed" | "cancelled";

/** One job of the model. */
export interface ModelJob {
  readonly jobId: string;
  readonly key: string | undefined;
  readonly maxAttempts: number;
  status: ModelStatus;
  attempt: number;
  epoch: number;
  /** Of the last claim; undefined before the first. */
  token: string | undefined;
  /** False again once the end of the lease is recorded. */
  held: boolean;
  leaseEndMs: number;
}

/** What a worker shows of its claim. */
export interface ModelFence {
  readonly token: string;
  readonly epoch: number;
}

/** One claim that was made under a request id. */
interface ModelClaim {
  readonly job: ModelJob;
  readonly epoch: number;
}

const ENDED = new Set<ModelStatus>(["completed", "failed", "cancelled"]);

/** The queue as a person would explain it: no events, no ledger, no crashes. */
export class QueueModel {
  readonly jobs: ModelJob[] = [];
  readonly #claims = new Map<string, ModelClaim>();
  now = 0;

  /** The job of a key, or a new one. */
  submit(jobId: string, key: string | undefined, maxAttempts: number): string {
    const known = this.jobs.find((job) => job.jobId === jobId || (key !== undefined && job.key === key));
    if (known !== undefined) return known.jobId;
    const claim = { attempt: 0, epoch: 0, token: undefined, held: false, leaseEndMs: 0 };
    this.jobs.push({ jobId, key, maxAttempts, status: "queued", ...claim });
    return jobId;
  }

  cancel(job: ModelJob): string {
    if (ENDED.has(job.status)) return `already_terminal_${job.status}`;
    job.status = "cancelled";
    return "cancelled";
  }

  /** Gives the first job that is free to a worker; the token is known only afterwards. */
  claim(requestId?: string): ModelJob | undefined {
    for (const job of this.jobs) {
      if (ENDED.has(job.status) || (job.status === "running" && !this.#isExpired(job))) continue;
      if (job.status === "running") this.#release(job);
      if (job.attempt >= job.maxAttempts) {
        job.status = "failed";
        continue;
      }
      job.status = "running";
      job.held = true;
      job.attempt++;
      job.epoch++;
      job.leaseEndMs = this.now + LEASE_MS;
      if (requestId !== undefined) this.#claims.set(requestId, { job, epoch: job.epoch });
      return job;
    }
    return undefined;
  }

  /** What the claim of this request is worth now: its job, or what its worker hears; undefined when there is none. */
  claimOf(requestId: string): ModelJob | string | undefined {
    const known = this.#claims.get(requestId);
    if (known === undefined) return undefined;
    const { job, epoch } = known;
    return this.#fault(job, { token: epoch === job.epoch ? (job.token ?? "") : "", epoch }) ?? job;
  }

  /** What a worker hears who reports with this claim. */
  report(job: ModelJob, kind: "heartbeat" | "complete" | "fail", fence: ModelFence): string {
    const fault = this.#fault(job, fence);
    if (fault === "ended" && job.status === (kind === "complete" ? "completed" : "failed") && kind !== "heartbeat") {
      return "repeated";
    }
    if (fault !== undefined) return fault;
    if (kind === "heartbeat") job.leaseEndMs = this.now + LEASE_MS;
    else job.status = kind === "complete" ? "completed" : "failed";
    return "accepted";
  }

  #fault(job: ModelJob, fence: ModelFence): string | undefined {
    if (job.token === undefined || job.token !== fence.token || job.epoch !== fence.epoch) return "fenced";
    if (job.status === "cancelled") return "cancelled";
    if (!job.held) return "lease-expired";
    if (ENDED.has(job.status)) return "ended";
    return this.#isExpired(job) ? "lease-expired" : undefined;
  }

  /** Records what has run out. */
  expire(): string[] {
    const expired = this.jobs.filter((job) => this.#isExpired(job));
    for (const job of expired) {
      this.#release(job);
      if (job.attempt >= job.maxAttempts) job.status = "failed";
    }
    return expired.map(({ jobId }) => jobId);
  }

  #isExpired(job: ModelJob): boolean {
    return job.status === "running" && job.leaseEndMs <= this.now;
  }

  #release(job: ModelJob): void {
    job.status = "retry_waiting";
    job.held = false;
  }
}
