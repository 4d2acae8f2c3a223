import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { TOKEN, WorkerDaemon } from "../worker/worker-daemon.js";

const RUNS = Number(process.env["RUNS"] ?? 25);
const READS = [
  ...["health", "ready", "status", "events", "events?limit=1"].map((name) => `/v1/${name}`),
  ...["health", "snapshot/latest", "runs", "jobs", "wiki"].map((name) => `/openclaw/v1/${name}`),
];

/** Times that the reference's reader takes, though RFC 3339 has not all of them. */
const TIMES = [
  "2026-01-01T00:00:00Z",
  "2026-01-01T00:00:00.1234567890123456789Z",
  "2026-01-01T23:59:59-23:59",
  "2026-01-01T00:00:00,5Z",
  "2026-01-01T00:00:00+24:00",
  "0000-01-01T00:00:00,5+24:00",
  "9999-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59-23:59",
];
const NUMBERS = [0, -1, 1, 1.5, 3, 2 ** 53 - 1, 2 ** 53, 1e308];
const TEXTS = ["", " ", "x", "\u2003", "\ud800", "a\0b", "__proto__", "lost", "rpi-registry", ...TIMES];
const TYPES = ["rpi.run", "wiki.forge", "dream.run", "openclaw.snapshot", "bogus"];
const FAILURES = [
  { code: "weird", message: 3, retryable: "yes" },
  { code: "lost", message: "m", retryable: true },
];
const LISTS = [[], ["rpi-registry", "x"], [null], {}, { a: 1, b: "c", "": "" }];
const value = fc.constantFrom<unknown>(...NUMBERS, ...TEXTS, ...TYPES, ...FAILURES, ...LISTS, null, true);
const FIELDS = [
  ...["max_attempts", "attempt", "claim_token", "lease_epoch", "lease_expires_at", "claim_request_id", "artifacts"],
  ...["failure", "failure_code", "message", "retryable", "projection_targets", "idempotency_key", "job_payload"],
];
const payload = fc
  .tuple(fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }), fc.constantFrom(...TYPES, undefined))
  .map(([fields, jobType]) => (jobType === undefined ? fields : { ...fields, job_type: jobType }));
const JOB_EVENTS = ["accepted", "claimed", "heartbeat", "lease_expired", "completed", "failed", "cancelled"];
const event = fc.record({
  event_type: fc.constantFrom(...JOB_EVENTS.map((name) => `job.${name}`), "projection.marked_stale"),
  job_id: fc.constantFrom("j", "k", "j/1", "\ud800", "a\0b", "__proto__", " j ", "<>&\u2028"),
  request_id: fc.constantFrom("r", "\ud800", "__proto__", "\u00a0r"),
  actor: fc.constantFrom("a", "\ud800"),
  occurred_at: fc.constantFrom(...TIMES),
  payload: fc.option(payload),
});

/** A daemon on a ledger that somebody else has written. */
async function daemonOn(events: readonly object[]): Promise<WorkerDaemon> {
  const daemon = new WorkerDaemon();
  const lines = events.map((each, index) => JSON.stringify({ schema_version: 1, event_id: `evt_${index}`, ...each }));
  await daemon.storage.makeDirectory(".agents/daemon");
  const file = await daemon.storage.create(".agents/daemon/ledger.jsonl");
  file.append(Buffer.from(`${lines.join("\n")}\n`));
  await file.sync();
  await file.close();
  return daemon.start();
}

async function post({ url }: WorkerDaemon, path: string, body: object): Promise<{ status: number; body: unknown }> {
  const headers = { "X-AgentOps-Daemon-Token": TOKEN };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

async function readAll({ url }: WorkerDaemon): Promise<readonly string[]> {
  const responses = await Promise.all(READS.map((path) => fetch(url + path)));
  return Promise.all(responses.map(async ({ status, url: at }) => `${new URL(at).pathname} ${status}`));
}

/** Works on whatever there is, and gives the statuses of what went wrong. */
async function work(daemon: WorkerDaemon, jobIds: readonly string[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  const send = async (path: string, body: object): Promise<unknown> => {
    const reply = await post(daemon, path, body);
    statuses.push(reply.status);
    return reply.body;
  };
  for (let n = 0; n < 2; n++) {
    const claimed = await send("/v1/worker/claim", { worker: "w", request_id: `q${n}` });
    const { claim } = { claim: undefined, ...(claimed as { claim?: object } | undefined) };
    if (claim !== undefined) await send("/v1/worker/complete", { worker: "w", claim });
  }
  for (const jobId of jobIds) {
    await send("/v1/jobs", { job_type: "rpi.run", job_id: jobId });
    await send("/v1/jobs/cancel", { job_id: jobId });
  }
  return statuses.filter((status) => status >= 500);
}

const readiness = async ({ url }: WorkerDaemon): Promise<unknown> => (await fetch(`${url}/v1/ready`)).json();

describe("a ledger made by hand", { timeout: 120_000 }, () => {
  it("is served and worked on within the contract, and read the same after a restart", async () => {
    const isWithinTime = (each: { occurred_at: string }): boolean => !each.occurred_at.startsWith("9999");
    const property = fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      const daemon = await daemonOn(events);
      try {
        const answered = READS.map((path) => `${path.replace(/\?.*/, "")} 200`);
        expect(await readAll(daemon)).toEqual(answered);
        const faults = await work(daemon, [...new Set(events.map(({ job_id }) => job_id))]);
        // At the end of time no lease can be given; everything else goes on.
        expect(events.every(isWithinTime) ? faults : faults.filter((status) => status !== 503)).toEqual([]);
        const before = await readiness(daemon);
        await daemon.stop();
        await daemon.start();
        expect(await readiness(daemon)).toEqual(before);
      } finally {
        await daemon.stop();
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it("does not make the daemon store what it cannot read again when its time is the last there is", async () => {
    const accepted = { event_type: "job.accepted", job_id: "j", request_id: "r", actor: "a" };
    const last = { ...accepted, occurred_at: "9999-12-31T23:59:59.999Z", payload: { job_type: "rpi.run" } };
    const daemon = await daemonOn([last]);
    const claim = await post(daemon, "/v1/worker/claim", { worker: "w", request_id: "q" });
    expect(claim).toEqual({
      status: 503,
      body: { error: "append ledger: no time behind the year 9999 can be stored" },
    });
    expect(await post(daemon, "/v1/jobs", { job_type: "rpi.run", job_id: "k" })).toMatchObject({ status: 202 });
    await daemon.stop();
    await daemon.start();
    expect(await readiness(daemon)).toMatchObject({ ready: true, projection_lag: { event_count: 2 } });
    const [, submitted] = await daemon.events();
    expect(submitted).toMatchObject({ job_id: "k", occurred_at: "9999-12-31T23:59:59.999Z" });
    await daemon.stop();
  });

  it("shows times as the contract has them", async () => {
    const accepted = { event_type: "job.accepted", job_id: "j", request_id: "r", actor: "a" };
    const daemon = await daemonOn([{ ...accepted, occurred_at: "2026-01-01T12:00:00,5+24:00" }]);
    expect((await daemon.events()).map(({ occurred_at }) => occurred_at)).toEqual(["2025-12-31T12:00:00.5Z"]);
    await daemon.stop();
  });
});
