import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { completeJob, failJob, heartbeatJob } from "../../generated/worker/client.js";
import type { Claim } from "../../generated/worker/types.js";
import type { Fetch } from "../../generated/runtime/client.js";
import { failingFirst } from "../agent-client/daemon.js";
import { ManualTime } from "./manual-time.js";
import { TOKEN, WorkerDaemon } from "./worker-daemon.js";

let time: ManualTime;
let served: WorkerDaemon;

beforeEach(async () => {
  time = new ManualTime();
  served = await new WorkerDaemon({ clock: time, scheduler: time }).start();
});

afterEach(async () => {
  await served.stop();
});

const worker = "w1";

function heartbeat(claim: Claim, more: object = {}): ReturnType<typeof heartbeatJob> {
  return heartbeatJob(served.client(), { body: { worker, claim, ...more } });
}

function complete(claim: Claim, fetch: Fetch = globalThis.fetch): ReturnType<typeof completeJob> {
  return completeJob(served.client(fetch), { body: { worker, claim, artifacts: { page: "a.md" } } });
}

function fail(claim: Claim): ReturnType<typeof failJob> {
  return failJob(served.client(), { body: { worker, claim, failure: { code: "lost" } } });
}

function conflict(reason: string): object {
  return { status: 409, body: { reason, error: expect.stringMatching(/^daemon queue: /) } };
}

async function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const own = { "X-AgentOps-Daemon-Token": TOKEN, ...headers };
  return fetch(`${served.url}/v1/worker/${path}`, { method: "POST", body, headers: own });
}

describe("a claim", () => {
  it("brings the first job of the wanted types, with everything that is needed to do it", async () => {
    await served.submit("a", "rpi.run");
    await served.submit("b");
    const reply = await served.claimed({ job_types: ["dream.run", "wiki.forge"], lease_ms: 5000 });
    expect(reply).toEqual({
      job: {
        job_id: "b",
        job_type: "wiki.forge",
        request_id: expect.stringMatching(/^req_b_/),
        attempt: 1,
        max_attempts: 3,
        payload: { of: "b" },
      },
      claim: { job_id: "b", claim_token: expect.stringMatching(/^[\w-]{32}$/), lease_epoch: 1 },
      lease: { expires_at: "2026-04-28T12:00:05Z", remaining_ms: 5000 },
      repeated: false,
    });
    expect(await served.claim({ job_types: ["wiki.forge"] })).toEqual({ status: 204 });
    expect((await served.claimed()).job.job_id).toBe("a");
  });

  it("is given again to its request, also after a lost reply and a restart, and to no other worker", async () => {
    await served.submit("a");
    await served.submit("b");
    const body = { worker, request_id: "r1" };
    const lost = await post("claim", JSON.stringify(body), { "X-AgentOps-Failpoint": "after_append_before_ack" });
    expect(lost.status).toBe(503);
    const first = await served.claimed(body);
    expect(first).toMatchObject({ job: { job_id: "a" }, repeated: true });
    await served.stop();
    await served.start();
    await time.advance(1000);
    const remaining_ms = first.lease.remaining_ms - 1000;
    expect(await served.claimed(body)).toEqual({ ...first, lease: { ...first.lease, remaining_ms } });
    expect(await served.claimed({ ...body, worker: "w2" })).toMatchObject({ job: { job_id: "b" }, repeated: false });
    expect(await served.eventTypes()).toEqual(["job.accepted", "job.accepted", "job.claimed", "job.claimed"]);
  });

  it("is refused once it is over, so that no late copy takes a second job", async () => {
    await served.submit("a");
    await served.submit("b");
    const { claim } = await served.claimed({ request_id: "r1" });
    await complete(claim);
    expect(await served.claim({ request_id: "r1" })).toMatchObject(conflict("ended"));
    expect(served.refusals).toEqual([{ operation: "claim", worker, reason: "ended" }]);
  });
});

describe("a lease", () => {
  it("is kept by heartbeats and over at its very end, which is recorded", async () => {
    await served.submit("a");
    const { claim } = await served.claimed({ lease_ms: 10_000 });
    await time.advance(9_999);
    expect(await heartbeat(claim, { lease_ms: 10_000, artifacts: { log: "l" } })).toMatchObject({
      status: 200,
      body: { job_id: "a", lease: { remaining_ms: 10_000 } },
    });
    time.jump(10_000);
    expect(await heartbeat(claim)).toMatchObject(conflict("lease_expired"));
    expect(await complete(claim)).toMatchObject(conflict("lease_expired"));
    await time.advance(1_000);
    expect(await served.eventTypes()).toEqual(["job.accepted", "job.claimed", "job.heartbeat", "job.lease_expired"]);
    expect(await heartbeat(claim)).toMatchObject(conflict("lease_expired"));
    const second = await served.claimed();
    expect(second).toMatchObject({ job: { attempt: 2, artifacts: { log: "l" } }, claim: { lease_epoch: 2 } });
    expect(await fail(claim)).toMatchObject(conflict("fenced"));
    expect(served.refusals.map(({ reason }) => reason)).toEqual([
      ...["lease_expired", "lease_expired", "lease_expired", "fenced"],
    ]);
    expect(served.refusals[3]).toEqual({ operation: "fail", worker, jobId: "a", leaseEpoch: 1, reason: "fenced" });
  });

  it("that has run out is told to whoever submits the job again, recorded or not", async () => {
    await served.submit("a");
    await served.claimed({ lease_ms: 1000 });
    time.jump(1000);
    for (const path of ["/v1/jobs", "/openclaw/v1/triggers/jobs"]) {
      const headers = { "X-AgentOps-Daemon-Token": TOKEN };
      const body = JSON.stringify({ job_id: "a", job_type: "wiki.forge" });
      const again = await fetch(served.url + path, { method: "POST", body, headers });
      expect([again.status, await again.json()]).toMatchObject([202, { job_id: "a", status: "retry_waiting" }]);
    }
    expect(await served.eventTypes()).toEqual(["job.accepted", "job.claimed"]);
  });

  it("that ran out on the last attempt fails the job by itself", async () => {
    await served.submit("a");
    for (let attempt = 1; attempt <= 3; attempt++) {
      await served.claimed({ lease_ms: 1000 });
      await time.advance(1000);
    }
    expect((await served.events()).at(-1)).toMatchObject({
      event_type: "job.failed",
      actor: "agentopsd",
      payload: { failure: { code: "retry_exhausted" } },
    });
    expect(await served.claim()).toEqual({ status: 204 });
  });

  it("that ended while no daemon ran is recorded by the next", async () => {
    await served.submit("a");
    await served.claimed({ lease_ms: 1000 });
    await served.stop();
    time.jump(5000);
    await served.start();
    await time.advance(100);
    expect((await served.eventTypes()).at(-1)).toBe("job.lease_expired");
  });
});

describe("an outcome", () => {
  it("is accepted once, and told again to the claim that brought it", async () => {
    await served.submit("a");
    const { claim } = await served.claimed();
    const last_event_id = expect.stringMatching(/^evt_job_completed_a_/);
    const body = { job_id: "a", status: "completed", last_event_id };
    expect(await complete(claim, failingFirst("after_append_before_ack"))).toMatchObject({ status: 503 });
    expect(await complete(claim)).toEqual({ status: 200, body: { ...body, repeated: true } });
    await time.advance(120_000);
    expect(await complete(claim)).toEqual({ status: 200, body: { ...body, repeated: true } });
    expect(await fail(claim)).toMatchObject(conflict("ended"));
    expect(await complete({ ...claim, claim_token: "invented" })).toMatchObject(conflict("fenced"));
    expect(await served.eventTypes()).toEqual(["job.accepted", "job.claimed", "job.completed"]);
  });

  it("is not accepted from a claim on another job, an older epoch, or for a job that nobody has claimed", async () => {
    for (const jobId of ["a", "b", "c"]) await served.submit(jobId);
    const [a, b] = [await served.claimed(), await served.claimed()];
    expect(await complete({ ...a.claim, claim_token: b.claim.claim_token })).toMatchObject(conflict("fenced"));
    expect(await complete({ ...a.claim, lease_epoch: 2 })).toMatchObject(conflict("fenced"));
    expect(await complete({ ...a.claim, job_id: "c" })).toMatchObject(conflict("fenced"));
    expect(await complete({ ...a.claim, job_id: "ghost" })).toMatchObject({ status: 404 });
    expect(await fail(a.claim)).toMatchObject({ status: 200, body: { status: "failed", repeated: false } });
    expect(await fail(a.claim)).toMatchObject({ status: 200, body: { status: "failed", repeated: true } });
    expect((await served.events()).at(-1)).toMatchObject({
      actor: worker,
      payload: { failure: { code: "lost", message: "", retryable: false } },
    });
  });

  it("of a cancelled job is nobody's: its worker hears of it at the next message", async () => {
    await served.submit("a");
    const { claim } = await served.claimed();
    await served.daemon.runtime.execute({ kind: "cancel", jobId: "a", actor: "test" });
    expect(await heartbeat(claim)).toMatchObject(conflict("cancelled"));
    expect(await complete(claim)).toMatchObject(conflict("cancelled"));
  });
});

describe("a request", () => {
  it("that may not change anything is denied before its body is read", async () => {
    for (const path of ["claim", "heartbeat", "complete", "fail"]) {
      const denied = await post(path, "{", { "X-AgentOps-Daemon-Token": "wrong" });
      expect([denied.status, await denied.json()]).toEqual([
        403,
        { error: "daemon mutation denied: mutation token mismatch" },
      ]);
      const fromPage = await post(path, "{}", { Origin: "http://127.0.0.1:8765" });
      expect(fromPage.status).toBe(403);
    }
  });

  it.each([
    ["claim", "{", "invalid json"],
    ["claim", '{"worker":"w"}', "request_id"],
    ["claim", '{"worker":"w","request_id":"\u2003"}', "request_id"],
    ["claim", '{"worker":"w w","request_id":"r"}', "worker"],
    ["claim", '{"worker":"w","request_id":"r","lease_ms":999}', "lease_ms"],
    ["claim", '{"worker":"w","request_id":"r","wait_ms":60001}', "wait_ms"],
    ["claim", '{"worker":"w","request_id":"r","job_types":["rpi"]}', "job_types"],
    ["heartbeat", '{"worker":"w","claim":{"job_id":"j","lease_epoch":1}}', "claim_token"],
    ["fail", '{"worker":"w","claim":{"job_id":"j","claim_token":"t","lease_epoch":1},"failure":{"code":"x"}}', "code"],
  ])("to %s with %s is told what is wrong", async (path, body, told) => {
    const response = await post(path, body);
    expect([response.status, (await response.json()) as unknown]).toEqual([
      400,
      { error: expect.stringContaining(told) },
    ]);
    expect(await served.eventTypes()).toEqual([]);
  });

  it("with another method or too large a body is answered in the same shape", async () => {
    const wrong = await fetch(`${served.url}/v1/worker/claim`);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await post("complete", `{"worker":"${"w".repeat(1024 * 1024)}"}`)).status).toBe(413);
  });
});
