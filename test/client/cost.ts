import type * as Jobspec from "../../generated/jobspec/client.js";
import { median } from "../bench/http/report.js";
import { bundle } from "./bundle.js";

/**
 * CPU that the generated client adds to a bare `fetch`, per call: `node --import tsx test/client/cost.ts`.
 *
 * Measured on a minified bundle, since tsx adds work of its own, with a `fetch` that makes a response at once:
 * over a socket, the hundred microseconds of a call would hide the few that count. The candidates take turns; the
 * median of the rounds is printed.
 */
const ROUNDS = 15;
const CALLS = 20_000;

const JOB = { job_type: "rpi.run", request_id: "request-1", payload: { goal: "x".repeat(100) } } as const;
const ACCEPTED = JSON.stringify({
  accepted: true,
  request_id: "request-1",
  job_id: "job-1",
  status: "queued",
  projection_status: "current",
  projection_lag: { event_count: 1, corrupt_record_count: 0, degraded: false },
});
const HEALTHY = JSON.stringify({ status: "ok", daemon: "agentopsd", read_only: true, now: "2026-11-21T00:00:00Z" });
const URL = "http://127.0.0.1:8765";

function respond(url: string): Promise<Response> {
  const [text, status] = url.endsWith("/v1/jobs") ? [ACCEPTED, 202] : [HEALTHY, 200];
  return Promise.resolve(new Response(text, { status, headers: { "content-type": "application/json" } }));
}

const { text } = await bundle(
  'export { createClient, submitJob, getDaemonHealth } from "./generated/jobspec/client.js";',
);
const module: unknown = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const { createClient, submitJob, getDaemonHealth } = module as typeof Jobspec; // the operations that are bundled
const client = createClient({ baseUrl: URL, fetch: respond, credentials: { DaemonMutationToken: "token" } });
const { signal } = new AbortController();

async function bareSubmit(): Promise<unknown> {
  const headers = { "content-type": "application/json", "x-agentops-daemon-token": "token" };
  const init: RequestInit = { method: "POST", headers, body: JSON.stringify(JOB) };
  return (await (respond as typeof fetch)(`${URL}/v1/jobs`, init)).json();
}

const CANDIDATES: Readonly<Record<string, () => Promise<unknown>>> = {
  "bare submit": bareSubmit,
  submit: () => submitJob(client, { body: JOB }),
  "submit, with a signal": () => submitJob(client, { body: JOB }, { signal }),
  "submit, with a time-out": () => submitJob(client, { body: JOB }, { timeoutMs: 10_000 }),
  "bare health": async () => (await respond(`${URL}/v1/health`)).json(),
  health: () => getDaemonHealth(client),
};

async function microseconds(candidate: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  for (let call = 0; call < CALLS; call += 1) await candidate();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / CALLS;
}

const taken = new Map(Object.keys(CANDIDATES).map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, candidate] of Object.entries(CANDIDATES)) taken.get(name)?.push(await microseconds(candidate));
}
const medians = new Map([...taken].map(([name, rounds]) => [name, median(rounds)]));
for (const [name, micros] of medians) {
  const bare = medians.get(name.startsWith("health") ? "bare health" : "bare submit") ?? 0;
  const added = name.startsWith("bare") ? "" : `, ${(micros - bare).toFixed(2)} more than bare`;
  process.stdout.write(`${name.padEnd(26)} ${micros.toFixed(2)} µs of CPU a call${added}\n`);
}
