import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { claimJob } from "../../generated/worker/client.js";
import { ManualTime } from "./manual-time.js";
import { WorkerDaemon } from "./worker-daemon.js";

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
