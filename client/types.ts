/**
 * Types of the contracts: schemas, requests and replies of every operation, a namespace for each contract.
 * `JobspecPaths`, `WorkerPaths` and `TaskrunnerPaths` are for openapi-fetch: `createClient<JobspecPaths>()`.
 */
export type * as jobspec from "../generated/jobspec/types.js";
export type * as taskrunner from "../generated/taskrunner/types.js";
export type * as worker from "../generated/worker/types.js";
export type { paths as JobspecPaths } from "../generated/jobspec/openapi.js";
export type { paths as TaskrunnerPaths } from "../generated/taskrunner/openapi.js";
export type { paths as WorkerPaths } from "../generated/worker/openapi.js";
