/**
 * Clients of JobSpec, its worker protocol and TaskRunner, for Node, browsers and edge runtimes. Nothing here needs a
 * package or a part of Node.
 *
 * `createJobspecClient` gives an object with a method for each operation. Where bundles matter,
 * `jobspec.submitJob(client, ...)` with a client of `createClient` leaves out the operations that are not called.
 */
export { createJobspecClient } from "../generated/jobspec/client-object.js";
export type { JobspecClient } from "../generated/jobspec/client-object.js";
export type { JobspecCredentials } from "../generated/jobspec/client.js";
export * as jobspec from "../generated/jobspec/client.js";

export { submitDurably } from "./jobspec/submit.js";
export type { Submission, SubmitOptions } from "./jobspec/submit.js";
export { hasEnded, waitForJob } from "./jobspec/wait.js";
export type { JobWait, WaitOptions } from "./jobspec/wait.js";
export { followEvents, readEvents } from "./jobspec/events.js";
export type { EventsOptions, FollowOptions, ReadOptions } from "./jobspec/events.js";
export { DaemonError } from "./jobspec/daemon-error.js";
export type { DaemonErrorCode } from "./jobspec/daemon-error.js";
export type { Fault, Patience } from "./jobspec/patience.js";
export type { Backoff, Timing } from "./jobspec/timing.js";

export { runWorker } from "./worker/worker.js";
export type { WorkerOptions } from "./worker/worker.js";
export { ClaimLost, JobFailure } from "./worker/job.js";
export type { Executor, Executors, FailureDetails, JobContext, LossReason } from "./worker/job.js";
export type { WorkerEvent } from "./worker/outcome.js";
export * as worker from "../generated/worker/client.js";

export { createTaskrunnerClient } from "../generated/taskrunner/client-object.js";
export type { TaskrunnerClient } from "../generated/taskrunner/client-object.js";
export * as taskrunner from "../generated/taskrunner/client.js";

export { createClient, TransportError } from "../generated/runtime/client.js";
export type {
  CallOptions,
  Client,
  ClientOptions,
  Credential,
  Fetch,
  TransportErrorCode,
} from "../generated/runtime/client.js";
