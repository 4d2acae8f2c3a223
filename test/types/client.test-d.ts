/** Calls that must not compile. Checked by `npm run typecheck`: an error that does not occur is one. */
import { createJobspecClient } from "../../generated/jobspec/client-object.js";
import { getDaemonHealth, listDaemonEvents, submitJob } from "../../generated/jobspec/client.js";
import type { Client, JobspecCredentials } from "../../generated/jobspec/client.js";
import { submitJobTool } from "../../generated/jobspec/tools.js";
import { streamRunLogs } from "../../generated/taskrunner/client.js";

declare const client: Client<JobspecCredentials>;

await submitJob(client, { body: { job_type: "rpi.run" } });
await listDaemonEvents(client);
// @ts-expect-error the body is missing
await submitJob(client);
// @ts-expect-error not one of the job types
await submitJob(client, { body: { job_type: "rpi.runs" } });
// @ts-expect-error not a parameter of the operation
await listDaemonEvents(client, { query: { after: "evt-1" } });
// @ts-expect-error a parameter of the wrong type
await listDaemonEvents(client, { query: { limit: "10" } });
// @ts-expect-error a credential of no scheme
export const foreign: JobspecCredentials = { Password: "x" };
// @ts-expect-error not an option of a call
await getDaemonHealth(client, {}, { timeout: 5 });
// @ts-expect-error no such operation
await createJobspecClient(client).submitJobs({ body: { job_type: "rpi.run" } });
// @ts-expect-error the client of another contract has other credentials
await submitJobTool.call({ baseUrl: "", credentials: { oauth2: "x" } }, {});

const reply = await submitJob(client, { body: { job_type: "rpi.run" } });
// @ts-expect-error a body of another status
export const jobId: string = reply.body.job_id;
export const told: string = reply.status === 202 ? reply.body.job_id : reply.body.error;
// @ts-expect-error a status that is not declared
export const isTeapot: boolean = reply.status === 418;

const logs = await streamRunLogs({ baseUrl: "" }, { path: { runId: "run-1" } });
if (logs.status === 200) {
  for await (const entry of logs.body) {
    // @ts-expect-error items are typed
    void entry.nonsense;
  }
}
