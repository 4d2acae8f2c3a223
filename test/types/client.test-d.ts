/** What of a client must and must not compile. Checked by `npm run typecheck`: an error that does not occur is one. */
import { createJobspecClient } from "../../generated/jobspec/client-object.js";
import {
  createClient,
  getDaemonHealth,
  listDaemonEvents,
  submitJob,
  TransportError,
  type Client,
  type JobspecCredentials,
} from "../../generated/jobspec/client.js";
import { submitJobTool } from "../../generated/jobspec/tools.js";
import { getRunState, streamRunLogs } from "../../generated/taskrunner/client.js";
import type { RunLogEntry } from "../../generated/taskrunner/types.js";

export async function clients(): Promise<void> {
  const client = createClient({ baseUrl: "http://x", credentials: { BearerAuth: () => Promise.resolve("t") } });
  await submitJob(client, { body: { job_type: "rpi.run" } }, { timeoutMs: 1, signal: AbortSignal.abort() });
  await getDaemonHealth(createClient({ baseUrl: "http://x" }));
  await createJobspecClient({ baseUrl: "http://x", credentials: { DaemonMutationToken: "t" } }).getDaemonHealth();

  // @ts-expect-error the contract has no such scheme
  await getDaemonHealth(createClient({ baseUrl: "http://x", credentials: { BearerOath: "t" } }));
  // @ts-expect-error as above, told where the client is made
  createClient<JobspecCredentials>({ baseUrl: "http://x", credentials: { BearerAuth: "t", BearerOath: "t" } });
  // @ts-expect-error the client of another contract has other credentials
  await submitJobTool.call({ baseUrl: "", credentials: { oauth2: "x" } }, {});
  // @ts-expect-error a client needs to know its server
  createClient({});
  // @ts-expect-error there is no such option
  await getDaemonHealth(client, {}, { timeout: 1 });
  // @ts-expect-error no such operation
  await createJobspecClient(client).submitJobs({ body: { job_type: "rpi.run" } });
}

export async function requests(client: Client<JobspecCredentials>): Promise<void> {
  await listDaemonEvents(client);
  // @ts-expect-error the body is required
  await submitJob(client, {});
  // @ts-expect-error and so is the request
  await submitJob(client);
  // @ts-expect-error no such job type
  await submitJob(client, { body: { job_type: "rpi.walk" } });
  // @ts-expect-error no such property
  await submitJob(client, { body: { job_type: "rpi.run", jobId: "x" } });
  // @ts-expect-error nothing can be said in this request
  await getDaemonHealth(client, { query: { a: 1 } });
  // @ts-expect-error not a parameter of the operation
  await listDaemonEvents(client, { query: { after: "evt-1" } });
  // @ts-expect-error a parameter of the wrong type
  await listDaemonEvents(client, { query: { limit: "10" } });
  // @ts-expect-error a path parameter is missing
  await getRunState(client, { path: {} });
}

export async function replies(client: Client<JobspecCredentials>): Promise<string | undefined> {
  const reply = await submitJob(client, { body: { job_type: "rpi.run" } });
  // @ts-expect-error not every reply has this body
  reply.body.job_id satisfies string;
  // @ts-expect-error the contract does not declare this status
  if (reply.status === 201) return undefined;
  if (reply.status === 405) return reply.headers?.Allow;
  if (reply.status !== 202) return reply.body.error;
  reply.body.accepted satisfies true;
  return reply.body.job_id;
}

export async function streams(client: Client): Promise<void> {
  const reply = await streamRunLogs(client, { path: { runId: "r" } });
  if (reply.status === 404) {
    // @ts-expect-error a reply without content has no body
    reply.body satisfies unknown;
  } else if (reply.status === 200) {
    for await (const entry of reply.body) {
      entry satisfies RunLogEntry;
      // @ts-expect-error items are typed
      void entry.nonsense;
    }
  } else reply.body.error.code satisfies string;
}

export function errors(error: unknown): boolean {
  // @ts-expect-error no such code
  if (error instanceof TransportError && error.code === "timed-out") return true;
  return error instanceof TransportError && error.code === "timeout";
}
