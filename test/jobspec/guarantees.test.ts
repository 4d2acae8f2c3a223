import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import type { DaemonOptions } from "../../server/jobspec/daemon.js";
import { createDaemon } from "../../server/jobspec/daemon.js";
import type { LedgerError } from "../../server/kernel/ledger/ledger.js";
import { fileStorage } from "../../server/kernel/ports/file-storage.js";
import type { StorageFault } from "../../server/kernel/ports/memory-storage.js";
import { MemoryStorage } from "../../server/kernel/ports/memory-storage.js";

const TOKEN = "secret-token";
const LEDGER = ".agents/daemon/ledger.jsonl";
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Answer {
  readonly status: number;
  // Replies are compared member by member; the contract's types would only repeat what is checked.
  readonly body: Record<string, unknown>;
}

interface Client {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

async function serve(options: Pick<DaemonOptions, "storage"> & Partial<DaemonOptions>): Promise<Client> {
  const daemon = await createDaemon({ token: TOKEN, ...options });
  const port = await daemon.server.listen("127.0.0.1", 0);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  closing.push(() => daemon.stop(1000));
  closing.push(async () => {
    agent.destroy();
  });
  const send = (method: string, path: string, text?: string, more?: Record<string, string>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = { "X-AgentOps-Daemon-Token": TOKEN, "Content-Type": "application/json", ...more };
      const outgoing = httpRequest({ host: "127.0.0.1", port, method, path, headers, agent }, (response) => {
        let reply = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (reply += chunk));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(reply) as Record<string, unknown> });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  return {
    get: (path) => send("GET", path),
    post: (path, body, headers) => send("POST", path, typeof body === "string" ? body : JSON.stringify(body), headers),
  };
}

async function temporaryRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "specwright-guarantees-"));
  closing.push(() => rm(root, { recursive: true, force: true }));
  return root;
}

const JOB = { job_id: "j", job_type: "rpi.run", idempotency_key: "k" };

describe("one key, one job", () => {
  it("holds for 64 submissions at once, with and without job ids", async () => {
    const client = await serve({ storage: fileStorage(await temporaryRoot()) });
    const bodies = Array.from({ length: 64 }, (_, index) => {
      const body = { job_type: "rpi.run", idempotency_key: "k" };
      return index % 2 === 0 ? body : { ...body, job_id: `j${index}` };
    });
    const answers = await Promise.all(bodies.map((body) => client.post("/v1/jobs", body)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.job_id)}`)).size).toBe(1);
    const { body } = await client.get("/v1/events");
    expect(body.events).toHaveLength(1);
  });

  it("accepts every submission that is one of its own", async () => {
    const client = await serve({ storage: fileStorage(await temporaryRoot()) });
    const bodies = Array.from({ length: 64 }, () => ({ job_type: "dream.run" }));
    const answers = await Promise.all(bodies.map((body) => client.post("/v1/jobs", body)));
    expect(new Set(answers.map(({ body }) => body.job_id)).size).toBe(64);
    const { body } = await client.get("/v1/events");
    const ids = (body.events as { event_id: string }[]).map((event) => event.event_id);
    expect(new Set(ids).size).toBe(64);
  });
});

describe("nothing is told before it is durable", () => {
  it("holds back the answer, the repeated answer and every reader", async () => {
    const waiting: (() => void)[] = [];
    let isGated = false;
    const syncGate = async (): Promise<void> => {
      if (isGated) await new Promise<void>((resolve) => waiting.push(resolve));
    };
    const client = await serve({ storage: new MemoryStorage({ syncGate }) });
    await client.post("/v1/jobs", { ...JOB, job_id: "before", idempotency_key: "before" });
    isGated = true;
    const answered: string[] = [];
    const first = client.post("/v1/jobs", JOB).then(() => answered.push("first"));
    while (waiting.length === 0) await client.get("/v1/health");
    const second = client.post("/v1/jobs", JOB).then(() => answered.push("second"));
    const cancel = client.post("/v1/jobs/cancel", { job_id: "j" }).then(() => answered.push("cancel"));
    const { body: status } = await client.get("/v1/status");
    const { body: events } = await client.get("/v1/events");
    expect((status.queue as { jobs: unknown[] }).jobs).toHaveLength(1);
    expect([events.events, answered]).toEqual([[expect.objectContaining({ job_id: "before" })], []]);
    isGated = false;
    for (const release of waiting) release();
    await Promise.all([first, second, cancel]);
    expect(answered[0]).toBe("first");
    expect((await client.get("/v1/events")).body.events).toHaveLength(3);
  });
});

describe("a stop", () => {
  it("answers a request that has begun to arrive, and only then closes the ledger", async () => {
    const storage = new MemoryStorage();
    const daemon = await createDaemon({ storage, token: TOKEN });
    const port = await daemon.server.listen("127.0.0.1", 0);
    const headers = { "X-AgentOps-Daemon-Token": TOKEN, "Transfer-Encoding": "chunked", Expect: "100-continue" };
    const outgoing = httpRequest({ host: "127.0.0.1", port, method: "POST", path: "/v1/jobs", headers });
    const answer = new Promise<number | undefined>((resolve, reject) => {
      outgoing.on("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on("error", reject);
    });
    // The daemon has read the head once it asks for the body.
    await new Promise((resolve) => outgoing.once("continue", resolve));
    const stopped = daemon.stop(5000);
    outgoing.end(JSON.stringify(JOB));
    expect(await answer).toBe(202);
    await stopped;
    expect(storage.bytes(LEDGER)?.toString()).toContain('"job_id":"j"');
  });
});

describe("a disk that fails", () => {
  it("refuses what it cannot store, serves what it has, and goes on when there is space", async () => {
    let fault: StorageFault | undefined;
    const storage = new MemoryStorage({ fault: (call) => (call === "append" ? fault : undefined) });
    const client = await serve({ storage });
    await client.post("/v1/jobs", JOB);
    fault = { code: "ENOSPC" };
    const refused = await client.post("/v1/jobs", { job_type: "rpi.run", job_id: "j2" });
    expect(refused).toEqual({ status: 503, body: { error: "append ledger: no space left on device" } });
    expect((await client.post("/v1/jobs", JOB)).status).toBe(202);
    expect((await client.get("/v1/ready")).body.ready).toBe(true);
    fault = undefined;
    expect((await client.post("/v1/jobs", { job_type: "rpi.run", job_id: "j2" })).status).toBe(202);
    expect(
      storage
        .bytes(LEDGER)
        ?.toString()
        .match(/"schema_version"/g),
    ).toHaveLength(2);
  });

  it("never calls a job refused whose sync failed, and stops", async () => {
    const faults: StorageFault[] = [];
    const fatal: LedgerError[] = [];
    const storage = new MemoryStorage({ fault: (call) => (call === "sync" ? faults[0] : undefined) });
    const client = await serve({ storage, onFatal: (fault) => fatal.push(fault) });
    await client.post("/v1/jobs", JOB);
    faults.push({ code: "EIO" });
    const unknown = await client.post("/v1/jobs", { job_type: "rpi.run", job_id: "j2" });
    const error = "sync ledger: input/output error; the outcome is unknown";
    expect(unknown).toEqual({ status: 503, body: { error } });
    expect(fatal).toHaveLength(1);
  });

  it("serves what is left of a damaged ledger, says so, and takes nothing until it is repaired", async () => {
    const storage = new MemoryStorage();
    const before = await serve({ storage });
    await before.post("/v1/jobs", JOB);
    await before.post("/v1/jobs", { job_type: "rpi.run", job_id: "j2" });
    const damaged = storage.bytes(LEDGER) ?? Buffer.alloc(0);
    damaged[60] = 0;
    const again = new MemoryStorage();
    again.put(LEDGER, damaged);
    const client = await serve({ storage: again });
    const { body } = await client.get("/v1/ready");
    const reason =
      "ledger is damaged (byte 2: sealed record is damaged: checksum does not match); " +
      "mutations are refused until it is repaired";
    expect(body).toMatchObject({ ready: false, ledger_replay_status: "corrupt", projection_lag: { degraded: true } });
    expect(body.degraded_reasons).toEqual(["read-only ledger replay observed corrupt records", reason]);
    for (const job of [JOB, { ...JOB, job_id: "j2" }]) {
      expect(await client.post("/v1/jobs", job)).toEqual({ status: 503, body: { error: reason } });
    }
    expect(await client.post("/v1/jobs/cancel", { job_id: "j2" })).toEqual({ status: 503, body: { error: reason } });
    const { body: events } = await client.get("/v1/events");
    expect([(events.events as unknown[]).length, again.bytes(LEDGER)]).toEqual([1, damaged]);
    expect(again.paths()).toContain(".agents/daemon/quarantine/ledger-line-000003.json");
  });

  it("answers health while the ledger cannot be read, and everything else with 500", async () => {
    const storage = new MemoryStorage();
    storage.putDirectory(LEDGER);
    const client = await serve({ storage });
    expect((await client.get("/v1/health")).status).toBe(200);
    const error = "scan ledger: read .agents/daemon/ledger.jsonl: is a directory";
    for (const path of ["/v1/ready", "/status", "/events", "/openclaw/v1/health", "/openclaw/v1/jobs"]) {
      expect(await client.get(path)).toEqual({ status: 500, body: { error } });
    }
    for (const path of ["/v1/jobs", "/jobs/cancel", "/openclaw/v1/triggers/jobs"]) {
      expect(await client.post(path, JOB)).toEqual({ status: 500, body: { error } });
    }
  });
});

describe("the edges of the contract", () => {
  it("answers 413 above the limit, 404 outside of the contract and 400 for what it cannot take", async () => {
    const client = await serve({ storage: new MemoryStorage() });
    const large = await client.post("/v1/jobs", { ...JOB, payload: { x: "a".repeat(1024 * 1024) } });
    expect(large).toEqual({ status: 413, body: { error: "request body exceeds MaxJobSubmissionBytes" } });
    expect(await client.get("/v1/jobs/j")).toEqual({ status: 404, body: { error: "not found" } });
    for (const path of ["/%zz", "//", "/v1/jobs/", "/?x=%zz"]) {
      expect(await client.get(path)).toEqual({ status: 404, body: { error: "not found" } });
    }
    const blank = await client.post("/v1/jobs/cancel", { job_id: "  " });
    expect(blank).toEqual({ status: 400, body: { error: "job_id is required" } });
    expect(await client.post("/v1/jobs", "{")).toEqual({ status: 400, body: { error: "invalid json" } });
    const huge = '{"job_type":"rpi.run","payload":{"x":1e400}}';
    expect(await client.post("/v1/jobs", huge)).toEqual({ status: 400, body: { error: "invalid json" } });
    expect(await client.post("/v1/jobs", "null")).toEqual({ status: 400, body: { error: 'invalid job type ""' } });
    expect((await client.get("/v1/events")).body).toEqual({ events: [] });
  });

  it("ignores the failpoint header unless it was switched on", async () => {
    const off = await serve({ storage: new MemoryStorage() });
    const on = await serve({ storage: new MemoryStorage(), failpoints: true });
    const headers = { "X-AgentOps-Failpoint": "before_append" };
    expect((await off.post("/v1/jobs", JOB, headers)).status).toBe(202);
    expect(await on.post("/v1/jobs", JOB, headers)).toEqual({
      status: 503,
      body: { error: "daemon queue failpoint: before_append" },
    });
    const rebuilt = await on.post("/v1/jobs", JOB, { "X-AgentOps-Failpoint": "projection_rebuild" });
    expect(rebuilt).toMatchObject({
      status: 202,
      body: {
        projection_status: "degraded",
        degraded_reasons: ["projection rebuild failpoint after durable ledger append"],
        projection_lag: { degraded: false },
      },
    });
  });
});
