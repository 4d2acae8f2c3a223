import type { SubmitJobRequest } from "../../../../generated/jobspec/types.js";

/** A durable queue behind the benchmark's HTTP server. Nothing resolves before what it did is durable. */
export interface Queue {
  /** Takes a job and gives its id. */
  submit(job: SubmitJobRequest): Promise<string>;
  /** Undefined for a queue that has no claims to hand out. */
  readonly claims: Claims | undefined;
  stop(): Promise<void>;
}

/** What workers ask of a queue. */
export interface Claims {
  /** Hands out a job, if there is one. */
  claim(): Promise<Claim | undefined>;
  /** Keeps a claim. */
  heartbeat(claim: Claim): Promise<void>;
  /** Ends the job of a claim. */
  complete(claim: Claim): Promise<void>;
}

/** A job that a worker holds. */
export interface Claim {
  readonly jobId: string;
  readonly token: string;
}

/** Where the servers of the databases are; undefined where one is not installed. */
export interface Databases {
  readonly redis: number | undefined;
  readonly postgres: number | undefined;
}
