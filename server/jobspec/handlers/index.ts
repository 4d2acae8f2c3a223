import type { JobspecHandlers } from "../../../generated/jobspec/server.js";
import type { JobspecRuntime } from "../runtime.js";
import type { JobspecContext } from "./context.js";
import { jobHandlers } from "./jobs.js";
import { observeHandlers } from "./observe.js";
import { openClawHandlers } from "./openclaw.js";

/** All twelve operations. */
export function createHandlers(runtime: JobspecRuntime): JobspecHandlers<JobspecContext> {
  return { ...observeHandlers(runtime), ...jobHandlers(runtime), ...openClawHandlers(runtime) };
}
