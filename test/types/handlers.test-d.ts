/** What must not compile. Checked by `npm run typecheck`: an error that does not occur is one. */
import type { JobspecHandlers, JobspecProblems, JobspecRouterOptions } from "../../generated/jobspec/server.js";
import { createJobspecRouter } from "../../generated/jobspec/server.js";
import type { GetDaemonHealthReply, SubmitJobReply, SubmitJobRequest } from "../../generated/jobspec/types.js";
import type { StreamRunLogsReply } from "../../generated/taskrunner/types.js";

declare const handlers: JobspecHandlers<undefined>;
declare const options: JobspecRouterOptions<undefined>;
const { submitJob: _submitJob, ...withoutSubmit } = handlers;

createJobspecRouter(handlers, options);
// @ts-expect-error a handler is missing
createJobspecRouter(withoutSubmit, options);
// @ts-expect-error a handler of another name
createJobspecRouter({ ...withoutSubmit, submitJobs: handlers.submitJob }, options);
// @ts-expect-error the problems are missing
createJobspecRouter(handlers, { context: options.context, security: options.security });
// @ts-expect-error a security function is missing
createJobspecRouter(handlers, { ...options, security: { DaemonMutationToken: () => true } });

const now = "2026-01-01T00:00:00Z";
export const healthy: GetDaemonHealthReply = {
  status: 200,
  body: { status: "ok", daemon: "agentopsd", read_only: true, now },
};
// @ts-expect-error 201 is not declared
export const undeclaredStatus: GetDaemonHealthReply = { status: 201, body: healthy.body };
export const wrongConst: GetDaemonHealthReply = {
  status: 200,
  // @ts-expect-error a constant of the contract
  body: { status: "fine", daemon: "agentopsd", read_only: true, now },
};
export const missing: GetDaemonHealthReply = {
  status: 200,
  // @ts-expect-error a required property is missing
  body: { status: "ok", daemon: "agentopsd", read_only: true },
};
// @ts-expect-error the body of another status
export const crossed: SubmitJobReply = { status: 202, body: { error: "no" } };
// @ts-expect-error a header that is not declared
export const undeclaredHeader: SubmitJobReply = { status: 400, headers: { "X-Own": "1" }, body: { error: "no" } };
export const allowed: SubmitJobReply = {
  status: 405,
  headers: { Allow: "POST" },
  body: { error: "method not allowed" },
};
export const wrongHeader: SubmitJobReply = {
  status: 405,
  // @ts-expect-error a header of the wrong type
  headers: { Allow: 1 },
  body: { error: "method not allowed" },
};
// @ts-expect-error not one of the job types
export const wrongEnum: SubmitJobRequest = { job_type: "rpi.runs" };
// @ts-expect-error the error shape of the contract
export const problems: JobspecProblems = { ErrorResponse: (refusal) => ({ message: refusal.message }) };
// @ts-expect-error a list is not a stream
export const list: StreamRunLogsReply = { status: 200, body: [] };

export async function narrows(reply: StreamRunLogsReply): Promise<string> {
  if (reply.status === 200) {
    for await (const entry of reply.body) return entry.level;
    return "";
  }
  // @ts-expect-error 404 has no body
  if (reply.status === 404) return reply.body;
  return reply.body.error.code;
}
