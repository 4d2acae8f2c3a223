/**
 * Serves JobSpec in memory and calls it, through nothing but the package's public entries. Prints the outcome as
 * JSON.
 */
const MAIN = `import { createClient, createJobspecClient, jobspec } from "specwright/client";
import { discoverDaemon, type DaemonAccess } from "specwright/client/node";
import { createDaemon, MemoryStorage, type Daemon } from "specwright/server";
import type { jobspec as types, JobspecPaths, taskrunner } from "specwright/types";

const token = "a-token-for-this-run";
const daemon: Daemon = await createDaemon({ storage: new MemoryStorage(), token });
const port = await daemon.server.listen("127.0.0.1", 0);
const options = { baseUrl: \`http://127.0.0.1:\${port}\`, credentials: { DaemonMutationToken: token } };

const body: types.SubmitJobRequest = { job_id: "job-1", job_type: "rpi.run" };
const submitted: types.SubmitJobReply = await createJobspecClient(options).submitJob({ body });
if (submitted.status !== 202) throw new Error(submitted.body.error);
const status: types.JobStatus = submitted.body.status;
const health = await jobspec.getDaemonHealth(createClient(options));
const none: DaemonAccess | undefined = await discoverDaemon(".");

// @ts-expect-error: not a type of job, so the types have arrived and are not any
await createJobspecClient(options).submitJob({ body: { job_type: "nonsense" } });
// @ts-expect-error: a reply has a body only for its status
const wrong: types.ErrorResponse = submitted.body;
export type Uses = [typeof wrong, JobspecPaths["/v1/jobs"]["post"], taskrunner.GetRunStateReply];

await daemon.stop(1000);
const entries = [Object.keys(await import("specwright/types")).length, none === undefined];
console.log(JSON.stringify({ submitted: [submitted.body.job_id, status], health: health.status, entries }));
`;

/** Calls one operation of one contract from a page. */
const PAGE = `import { createClient, jobspec, TransportError } from "specwright/client";

const client = createClient<jobspec.JobspecCredentials>({ baseUrl: "http://127.0.0.1:8765" });
jobspec.submitJob(client, { body: { job_type: "rpi.run" } }).then(
  (reply) => (document.title = reply.status === 202 ? reply.body.job_id : reply.body.error),
  (fault: unknown) => (document.title = fault instanceof TransportError ? fault.code : "unknown"),
);
`;

/** Options of a careful user: declarations of packages are checked too. */
const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  module: "NodeNext",
  target: "ES2022",
  noEmit: true,
};

/** Somebody else's project, as paths and texts. */
export const CONSUMER: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "consumer", private: true, type: "module" }),
  "main.ts": MAIN,
  "page.ts": PAGE,
  "tsconfig.json": JSON.stringify({
    compilerOptions: { ...STRICT, lib: ["ES2023"], types: ["node"] },
    files: ["main.ts"],
  }),
  "tsconfig.page.json": JSON.stringify({
    compilerOptions: { ...STRICT, lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], types: [] },
    files: ["page.ts"],
  }),
};
