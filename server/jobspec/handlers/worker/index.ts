import type { WorkerHandlers, WorkerHooks } from "../../../../generated/worker/server.js";
import type { MutationPolicy } from "../../mutation-policy.js";
import type { JobspecRuntime } from "../../runtime.js";
import { denial } from "../hooks.js";
import { claimJob } from "./claim.js";
import type { ClaimRefusal, WorkerContext } from "./context.js";
import { Reports } from "./report.js";

/** The worker protocol. A message whose claim does not hold is told to `onRefused`. */
export function createWorkerHandlers(
  runtime: JobspecRuntime,
  onRefused: (refusal: ClaimRefusal) => void,
): WorkerHandlers<WorkerContext> {
  const reports = new Reports(runtime, onRefused);
  return {
    claimJob: ({ body }, context) => claimJob(runtime, { body, context }, onRefused),
    heartbeatJob: (request, context) => reports.heartbeat(request, context),
    completeJob: (request, context) => reports.complete(request, context),
    failJob: (request, context) => reports.fail(request, context),
  };
}

/** Every message changes something, so the whole mutation policy stands before each. */
export function workerHooks(policy: MutationPolicy): WorkerHooks<WorkerContext> {
  const deny = denial(policy);
  return { claimJob: deny, heartbeatJob: deny, completeJob: deny, failJob: deny };
}
