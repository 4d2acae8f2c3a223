import { connect } from "node:net";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { claimJob } from "../../generated/worker/client.js";
import type { Claim } from "../../server/jobspec/queue/command.js";
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

/** Resolves when so many callers wait. */
async function waiting(count: number): Promise<void> {
  while (served.daemon.runtime.waitingClaims !== count) await new Promise((resolve) => setImmediate(resolve));
}

describe("a claim that waits", () => {
  it("is answered as soon as a job of its type is accepted, the first who came first", async () => {
    const wiki = served.claim({ wait_ms: 60_000, job_types: ["wiki.forge"] });
    await waiting(1);
    const any = served.claim({ wait_ms: 60_000 });
    await waiting(2);
    await served.submit("a", "rpi.run");
    expect(await any).toMatchObject({ status: 200, body: { job: { job_id: "a" } } });
    await served.submit("b");
    expect(await wiki).toMatchObject({ status: 200, body: { job: { job_id: "b" } } });
    expect(served.daemon.runtime.waitingClaims).toBe(0);
  });

  it("gets the job of a lease that runs out meanwhile", async () => {
    await served.submit("a");
    await served.claimed({ lease_ms: 5000 });
    const second = served.claim({ wait_ms: 60_000 });
    await waiting(1);
    await time.advance(5000);
    expect(await second).toMatchObject({ status: 200, body: { job: { job_id: "a", attempt: 2 } } });
  });

  it("ends with 204 when nothing comes in time", async () => {
    const claim = served.claim({ wait_ms: 5000 });
    await waiting(1);
    await time.advance(4999);
    expect(served.daemon.runtime.waitingClaims).toBe(1);
    await time.advance(1);
    expect(await claim).toEqual({ status: 204 });
  });

  it("takes no job when its caller has hung up", async () => {
    const controller = new AbortController();
    const body = { worker: "w1", request_id: "r1", wait_ms: 60_000 };
    const gone = claimJob(served.client(), { body }, { signal: controller.signal });
    await waiting(1);
    controller.abort();
    await expect(gone).rejects.toMatchObject({ code: "aborted" });
    await waiting(0);
    await served.submit("a");
    expect(await served.eventTypes()).toEqual(["job.accepted"]);
    expect((await served.claimed()).job.job_id).toBe("a");
  });

  it("takes no job either when its caller hangs up between the job's arrival and the claim's turn", async () => {
    await served.submit("a");
    const command: Claim = { kind: "claim", actor: "w1", requestId: "r1", leaseMs: 1000 };
    const gone = new AbortController();
    const answer = served.daemon.runtime.claim(command, { waitMs: 0, signal: gone.signal });
    gone.abort();
    expect(await answer).toEqual({ kind: "gone" });
    expect(await served.eventTypes()).toEqual(["job.accepted"]);
    expect((await served.claimed()).job).toMatchObject({ job_id: "a", attempt: 1 });
  });

  it("keeps a job whose caller went while it was written for him, and gives it to his request", async () => {
    const socket = connect(Number(new URL(served.url).port), "127.0.0.1");
    const body = JSON.stringify({ worker: "w1", request_id: "r1", wait_ms: 60_000 });
    const head = `POST /v1/worker/claim HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKEN}\r\n`;
    socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    await waiting(1);
    served.onCommit = ({ events }) => {
      if (events.some(({ event_type }) => event_type === "job.claimed")) socket.destroy();
    };
    await served.submit("a");
    expect(await served.claimed({ worker: "w2", wait_ms: 0 }).catch(() => "none")).toBe("none");
    expect(await served.claimed({ request_id: "r1" })).toMatchObject({ job: { job_id: "a" }, repeated: true });
    expect(await served.eventTypes()).toEqual(["job.accepted", "job.claimed"]);
  });

  it("gives each of many a job of its own", async () => {
    const many = Array.from({ length: 8 }, (_, index) => served.claim({ wait_ms: 5_000, worker: `w${index}` }));
    await waiting(8);
    await Promise.all(["a", "b", "c"].map((jobId) => served.submit(jobId)));
    await waiting(5);
    for (let index = 0; index < 5; index++) await served.submit(`d${index}`);
    const replies = await Promise.all(many);
    expect(new Set(replies.map((reply) => reply.status === 200 && reply.body.job.job_id)).size).toBe(8);
  });

  it("takes the place of an earlier copy of itself, whose connection may be dead", async () => {
    const first = served.claim({ request_id: "r", wait_ms: 60_000 });
    await waiting(1);
    const second = served.claim({ request_id: "r", wait_ms: 60_000 });
    expect(await first).toEqual({ status: 204 });
    await waiting(1);
    await served.submit("a");
    expect(await second).toMatchObject({ status: 200, body: { job: { job_id: "a" } } });
  });

  it("is sent away with 503 at once when the daemon stops", async () => {
    const claim = served.claim({ wait_ms: 60_000 });
    await waiting(1);
    await served.stop(60_000);
    expect(await claim).toEqual({ status: 503, body: { error: "daemon is stopping" } });
  });
});
