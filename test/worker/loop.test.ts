import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DaemonError } from "../../client/jobspec/daemon-error.js";
import { JobFailure, type ClaimLost, type Executor } from "../../client/worker/job.js";
import type { WorkerEvent } from "../../client/worker/outcome.js";
import { runWorker } from "../../client/worker/worker.js";
import type { Fetch } from "../../generated/runtime/client.js";
import { createClient } from "../../generated/runtime/client.js";
import { losing } from "../agent-client/daemon.js";
import type { ManualTime } from "./manual-time.js";
import { WorkerBench } from "./worker-bench.js";
import { TOKEN, type WorkerDaemon } from "./worker-daemon.js";

const LEASE_MS = 9_000;

let bench: WorkerBench;
let time: ManualTime;
let served: WorkerDaemon;
let drain: AbortController;
let events: readonly WorkerEvent[];

beforeEach(async () => {
  bench = new WorkerBench(LEASE_MS);
  ({ time, served, drain, events } = bench);
  await served.start();
});

afterEach(() => bench.close());

const start: WorkerBench["start"] = (executors, options) => bench.start(executors, options);
const story = (): string[] => bench.story();

function hasEvents(count: number): () => boolean {
  return () => events.length >= count;
}

/** Resolves with what holds once it does; time stands still. */
async function until<Value>(found: () => Value | undefined): Promise<Value> {
  for (;;) {
    const value = found();
    if (value !== undefined) return value;
    await time.settled();
  }
}

/** An executor that goes on until it is aborted, and the reasons that it was given. */
function endless(): { readonly executor: Executor; readonly reasons: string[] } {
  const reasons: string[] = [];
  const executor: Executor = (_job, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reasons.push((signal.reason as ClaimLost).reason);
        reject(new Error("aborted"));
      });
    });
  return { executor, reasons };
}

/** More artifacts than a message may have. */
const tooMany = (): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`a${index}`, "x"]));

const done: Executor = async (job) => ({ page: `${job.job_id}.md` });

describe("a worker", () => {
  it("runs the jobs of its types and tells how they ended", async () => {
    for (const jobId of ["a", "b", "c"]) await served.submit(jobId);
    await served.submit("other", "rpi.run");
    const executor: Executor = async (job) => {
      if (job.job_id === "b") throw new JobFailure("lost", "no luck", { retryable: true, artifacts: { log: "b.log" } });
      if (job.job_id === "c") throw new RangeError("bad payload");
      return { said: String(job.payload["of"]) };
    };
    void start({ "wiki.forge": executor });
    await time.advanceUntil(hasEvents(6));
    expect(story()).toEqual(["a claimed", "a completed", "b claimed", "b failed", "c claimed", "c failed"]);
    const { state } = served.daemon.runtime.view();
    expect(state.job("a")).toMatchObject({ status: "completed", artifacts: { said: "a" } });
    expect(state.job("b")).toMatchObject({
      failure: { code: "lost", message: "no luck", retryable: true },
      artifacts: { log: "b.log" },
    });
    expect(state.job("c")?.failure).toEqual({ code: "request_rejected", message: "bad payload", retryable: false });
    expect(state.job("other")?.status).toBe("queued");
    expect(new Set((await served.events()).map(({ actor }) => actor))).toEqual(new Set(["test", "loop"]));
  });

  it("keeps the lease of a long job, and makes its artifacts known meanwhile", async () => {
    await served.submit("a");
    let finish: () => void = () => undefined;
    void start({
      "wiki.forge": (_job, { report }) => {
        report({ progress: "half" });
        return new Promise((resolve) => {
          finish = () => resolve({ page: "a.md" });
        });
      },
    });
    await until(() => events[0]);
    await time.advanceUntil(async () => (await served.eventTypes()).length >= 8, 1000);
    expect(served.daemon.runtime.view().state.job("a")).toMatchObject({
      status: "running",
      attempt: 1,
      artifacts: { progress: "half" },
    });
    expect(time.elapsedMs()).toBeGreaterThan(LEASE_MS);
    finish();
    await until(() => events[1]);
    expect(story()).toEqual(["a claimed", "a completed"]);
  });

  it("aborts a job that was cancelled at the next heartbeat, and goes on with the next one", async () => {
    await served.submit("a");
    const { executor, reasons } = endless();
    void start({ "wiki.forge": (job, context) => (job.job_id === "a" ? executor : done)(job, context) });
    await until(() => events[0]);
    await served.daemon.runtime.execute({ kind: "cancel", jobId: "a", actor: "test" });
    await served.submit("b");
    await time.advanceUntil(hasEvents(4));
    expect(reasons).toEqual(["cancelled"]);
    expect(story()).toEqual(["a claimed", "a lost: cancelled", "b claimed", "b completed"]);
    expect(time.elapsedMs()).toBeLessThan(LEASE_MS);
  });

  it("aborts a job when its lease runs out while the daemon is away, and gets it again afterwards", async () => {
    await served.submit("a");
    const { executor, reasons } = endless();
    void start({ "wiki.forge": (job, context) => (job.attempt === 1 ? executor : done)(job, context) });
    await until(() => events[0]);
    await served.stop();
    await time.advanceUntil(hasEvents(2));
    expect(reasons).toEqual(["lease_expired"]);
    expect(time.elapsedMs()).toBeLessThanOrEqual(LEASE_MS + 100);
    await served.start();
    await time.advanceUntil(hasEvents(4));
    expect(story()).toEqual(["a claimed", "a lost: lease_expired", "a claimed", "a completed"]);
  });

  it("does not report for a claim that it lost in a pause", async () => {
    await served.submit("a");
    let finish: () => void = () => undefined;
    void start({ "wiki.forge": () => new Promise((resolve) => (finish = () => resolve(undefined))) });
    await until(() => events[0]);
    // The worker notices nothing: neither its clock nor its timers run.
    time.jump(LEASE_MS);
    const { claim } = await served.claimed({ worker: "another" });
    expect(claim).toMatchObject({ job_id: "a", lease_epoch: 2 });
    finish();
    await until(() => events[1]);
    expect(story()).toEqual(["a claimed", "a lost: fenced"]);
    expect(served.refusals).toMatchObject([{ operation: "complete", worker: "loop", reason: "fenced" }]);
  });

  it("makes one claim and one outcome of each job, whatever is lost on the way", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `job-${index}`);
    for (const jobId of names) await served.submit(jobId);
    let calls = 0;
    const points = ["before_append", "after_append_before_ack", undefined, undefined];
    const failing: Fetch = (url, init) => {
      const point = points[calls++ % points.length];
      const headers = new Headers(init.headers);
      if (point !== undefined) headers.set("X-AgentOps-Failpoint", point);
      return fetch(url, { ...init, headers });
    };
    const broken = losing((call) => call % 3 === 0);
    const sometimes: Fetch = (url, init) => (calls % 2 === 0 ? broken : failing)(url, init);
    void start({ "wiki.forge": done }, { fetch: sometimes, concurrency: 3 });
    await time.advanceUntil(hasEvents(24));
    const ledger = await served.events();
    for (const jobId of names) {
      const types = ledger.filter(({ job_id }) => job_id === jobId).map(({ event_type }) => event_type);
      expect(types.filter((type) => type !== "job.heartbeat")).toEqual([
        "job.accepted",
        "job.claimed",
        "job.completed",
      ]);
    }
  });

  it("tells a failure where the daemon does not take an outcome", async () => {
    await served.submit("a");
    void start({ "wiki.forge": async () => ({ page: "p".repeat(5000) }) });
    await until(() => events[1]);
    expect(events[1]).toMatchObject({ kind: "failed", failure: { code: "request_rejected" } });
    expect((events[1] as { failure: { message: string } }).failure.message).toContain("artifacts");
  });

  it("runs no more jobs at a time than it may", async () => {
    for (let index = 0; index < 9; index++) await served.submit(`job-${index}`);
    let [now, most] = [0, 0];
    const executor: Executor = async () => {
      most = Math.max(most, ++now);
      await time.settled();
      now--;
      return undefined;
    };
    void start({ "wiki.forge": executor }, { concurrency: 3 });
    await time.advanceUntil(hasEvents(18));
    expect(most).toBe(3);
  });

  it("runs nothing for which it has no executor, also when that is left open", async () => {
    await served.submit("a");
    void start({ "wiki.forge": undefined, "rpi.run": done });
    await served.submit("b", "rpi.run");
    await time.advanceUntil(hasEvents(2));
    expect(story()).toEqual(["b claimed", "b completed"]);
    expect(served.daemon.runtime.view().state.job("a")?.status).toBe("queued");
  });

  it("does not say that it has done what it was given and cannot do", async () => {
    await served.submit("a");
    const claimsAny: Fetch = (url, init) => {
      const body = { ...(JSON.parse(String(init.body)) as object), job_types: undefined };
      return fetch(url, { ...init, body: JSON.stringify(body) });
    };
    void start({ "rpi.run": done }, { fetch: claimsAny });
    await until(() => events[1]);
    expect(story()).toEqual(["a claimed", "a lost: refused"]);
    expect(await served.eventTypes()).toEqual(["job.accepted", "job.claimed"]);
  });

  it.each([
    ["an outcome that cannot be written", async () => ({ page: 1n }), "does not take the outcome"],
    ["a text in place of artifacts", async () => "a.md", "artifacts have names"],
    ["artifacts that are too many", async () => tooMany(), "artifacts"],
    ["something without a text", () => Promise.reject(Object.create(null) as Error), "without a text"],
  ])("tells %s as a failure, and goes on", async (_, executor, told) => {
    await served.submit("a");
    await served.submit("b");
    const wrong = executor as unknown as Executor; // programs without types can do that
    void start({ "wiki.forge": (job, context) => (job.job_id === "a" ? wrong : done)(job, context) });
    await time.advanceUntil(hasEvents(4));
    expect(story()).toEqual(["a claimed", "a failed", "b claimed", "b completed"]);
    expect(served.daemon.runtime.view().state.job("a")?.failure?.message).toContain(told);
  });

  it("keeps a job whose artifacts the daemon does not take, until it can tell", async () => {
    await served.submit("a");
    let finish: () => void = () => undefined;
    const executor: Executor = (_job, { report, signal }) => {
      report(tooMany());
      return new Promise((resolve, reject) => {
        finish = () => resolve(undefined);
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    };
    void start({ "wiki.forge": executor });
    await until(() => events[0]);
    await time.advanceUntil(async () => (await served.eventTypes()).length >= 6, 1000);
    expect(story()).toEqual(["a claimed"]);
    finish();
    await until(() => events[1]);
    expect(events[1]).toMatchObject({ kind: "failed", failure: { message: expect.stringContaining("artifacts") } });
  });

  it("waits while its token is replaced, and loses no job by that", async () => {
    await served.submit("a");
    let finish: () => void = () => undefined;
    void start({ "wiki.forge": () => new Promise((resolve) => (finish = () => resolve(undefined))) });
    await until(() => events[0]);
    served.daemon.changeToken("another");
    await time.advance(LEASE_MS / 2);
    expect(story()).toEqual(["a claimed"]);
    served.daemon.changeToken(TOKEN);
    await time.advanceUntil(async () => (await served.eventTypes()).includes("job.heartbeat"), 1000);
    served.daemon.changeToken("another");
    finish();
    await time.advance(1_000);
    served.daemon.changeToken(TOKEN);
    await time.advanceUntil(hasEvents(2), 1000);
    expect(story()).toEqual(["a claimed", "a completed"]);
  });

  it("ends with an error when the daemon does not take its token any more", async () => {
    const ended = start({ "wiki.forge": done });
    while (served.daemon.runtime.waitingClaims === 0) await time.settled();
    served.daemon.changeToken("another");
    await served.submit("a", "rpi.run");
    let told: unknown;
    ended.catch((fault: unknown) => (told = fault));
    await time.advanceUntil(() => told !== undefined, 1_000);
    expect(told).toMatchObject({ message: expect.stringContaining("mutation token mismatch") });
    expect(time.elapsedMs()).toBeGreaterThan(60_000);
  });

  it("ends with an error when the daemon refuses it", async () => {
    const client = createClient({ baseUrl: served.url, credentials: { DaemonMutationToken: "wrong" } });
    const refused = runWorker(client, { "wiki.forge": done }, { timing: time.timing, concurrency: 2 });
    await expect(refused).rejects.toThrow(DaemonError);
    await expect(refused).rejects.toThrow("mutation token mismatch");
  });
});

describe("draining", () => {
  it("lets the job that runs come to its end and takes no other", async () => {
    await served.submit("a");
    await served.submit("b");
    let finish: () => void = () => undefined;
    const ended = start({ "wiki.forge": () => new Promise((resolve) => (finish = () => resolve(undefined))) });
    await until(() => events[0]);
    drain.abort();
    await time.advance(5_000);
    finish();
    await ended;
    expect(story()).toEqual(["a claimed", "a completed"]);
  });

  it("ends a wait for work at once", async () => {
    const ended = start({ "wiki.forge": done });
    while (served.daemon.runtime.waitingClaims === 0) await time.settled();
    drain.abort();
    await ended;
    while (served.daemon.runtime.waitingClaims !== 0) await time.settled();
  });

  it("leaves a job that takes too long to its lease, and tells the daemon nothing", async () => {
    await served.submit("a");
    const { executor, reasons } = endless();
    const ended = start({ "wiki.forge": executor }, { drainMs: 2_000 });
    await until(() => events[0]);
    drain.abort();
    await time.advance(2_000);
    await ended;
    expect(reasons).toEqual(["stopped"]);
    expect(story()).toEqual(["a claimed", "a lost: stopped"]);
    expect(await served.eventTypes()).toEqual(["job.accepted", "job.claimed"]);
  });
});
