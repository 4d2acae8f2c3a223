import type { JobspecContext } from "../context.js";

/** What the worker protocol's handlers know of a request beside its contract. */
export interface WorkerContext extends JobspecContext {
  /** Aborts when the connection closes before the reply is out. */
  readonly signal: AbortSignal;
}

/** A message that was refused because its claim does not hold. It tells no token. */
export interface ClaimRefusal {
  readonly operation: "claim" | "heartbeat" | "complete" | "fail";
  readonly worker: string;
  /** The job that the message is about; a claim names none. */
  readonly jobId?: string;
  readonly leaseEpoch?: number;
  readonly reason: "fenced" | "lease_expired" | "cancelled" | "ended";
}
