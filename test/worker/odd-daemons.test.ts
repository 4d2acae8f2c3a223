import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { systemTiming } from "../../client/jobspec/timing.js";
import { JobFailure, type Executor } from "../../client/worker/job.js";
import type { WorkerEvent } from "../../client/worker/outcome.js";
import type { WorkerOptions } from "../../client/worker/worker.js";
import type { Fetch } from "../../generated/runtime/client.js";
import type { FailureCode } from "../../generated/worker/types.js";
import type { ManualTime } from "./manual-time.js";
import { WorkerBench } from "./worker-bench.js";
import type { WorkerDaemon } from "./worker-daemon.js";

const LEASE_MS = 8_000;

let bench: WorkerBench;
let time: ManualTime;
let served: WorkerDaemon;
let events: readonly WorkerEvent[];
/** How the worker ended: with what it threw. */
let ended: Promise<unknown>;

beforeEach(async () => {
  bench = new WorkerBench(LEASE_MS);
  ({ time, served, events } = bench);
  await served.start();
});

afterEach(() => bench.close());

function start(executor: Executor, fetch: Fetch = globalThis.fetch, more: WorkerOptions = {}): void {
  ended = bench.start({ "rpi.run": executor }, { fetch, ...more }).catch((fault: unknown) => fault);
}

const story = (): string[] => bench.story();

/** Answers some calls in the daemon's place. */
function inPlace(isHit: (url: string, call: number) => boolean, answer: () => Response): Fetch {
  let calls = 0;
  return async (url, init) => (isHit(String(url), ++calls) ? answer() : fetch(url, init));
}

/** An executor that goes on until the function is called. */
function held(): { readonly executor: Executor; readonly finish: () => void } {
  let finish: () => void = () => undefined;
  const done = new Promise<undefined>((resolve) => (finish = () => resolve(undefined)));
  return { executor: () => done, finish };
}

const html = (): Response => new Response("<p>Starting...", { headers: { "Content-Type": "text/html" } });

describe("a worker whose daemon talks nonsense", () => {
  it.each([
    ["a page", html],
    ["half of a reply", () => new Response('{"job', { headers: JSON_TYPE })],
    ["a status of somebody else", () => Response.json({ error: "slow down" }, { status: 429 })],
    ["what the contract does not have", () => Response.json({ claim: {} })],
  ])("sends again what %s answers, and loses nothing by it", async (_, answer) => {
    for (const jobId of ["a", "b"]) await served.submit(jobId, "rpi.run");
    // Never the first claim: it shows that the address is right.
    start(
      async () => ({ log: "l" }),
      inPlace((_url, call) => call > 1 && call % 2 === 0, answer),
    );
    await time.advanceUntil(() => events.length === 4);
    expect(story()).toEqual(["a claimed", "a completed", "b claimed", "b completed"]);
    expect((await served.eventTypes()).filter((type) => type === "job.claimed")).toHaveLength(2);
  });

  it("ends at once when it never was its daemon, and after a minute when it is no more", async () => {
    start(
      async () => undefined,
      inPlace(() => true, html),
    );
    expect(await ended).toMatchObject({ code: "undeclared-content-type" });
    expect(time.elapsedMs()).toBe(0);
    let fault: unknown;
    start(
      async () => undefined,
      inPlace((_url, call) => call > 1, html),
      { waitMs: 0 },
    );
    void ended.then((found) => (fault = found));
    await time.advanceUntil(() => fault !== undefined, 1000);
    expect(fault).toMatchObject({ code: "undeclared-content-type" });
    expect(time.elapsedMs()).toBeGreaterThan(60_000);
  });

  it("has shown to one of its slots that it is no stranger to the others", async () => {
    await served.submit("a", "rpi.run");
    let calls = 0;
    // The second slot's first reply comes behind the first one's.
    const second: Fetch = async (url, init) => {
      if (++calls !== 2) return fetch(url, init);
      while (events.length === 0) await time.settled();
      return html();
    };
    start(async () => undefined, second, { concurrency: 2 });
    await time.advanceUntil(() => events.length === 2);
    await served.submit("b", "rpi.run");
    await time.advanceUntil(() => events.length === 4);
    expect(story()).toEqual(["a claimed", "a completed", "b claimed", "b completed"]);
  });

  it("keeps a claim meanwhile as long as its lease lasts", async () => {
    await served.submit("a", "rpi.run");
    const { executor, finish } = held();
    start(
      executor,
      inPlace((url, call) => url.endsWith("/heartbeat") && call < 6, html),
    );
    await time.advanceUntil(async () => (await served.eventTypes()).includes("job.heartbeat"), 100);
    expect(story()).toEqual(["a claimed"]);
    finish();
    await time.advanceUntil(() => events.length === 2);
    expect(story()).toEqual(["a claimed", "a completed"]);
  });
});

const JSON_TYPE = { "Content-Type": "application/json" };

describe("a claim", () => {
  it("that is given again near its end is kept", async () => {
    await served.submit("a", "rpi.run");
    const { executor, finish } = held();
    let isLost = false;
    // The reply is lost, and the daemon away until the lease is nearly over.
    const late: Fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (isLost || !String(url).endsWith("/claim")) return response;
      isLost = true;
      await time.advance(LEASE_MS - 1_000);
      throw new TypeError("fetch failed");
    };
    start(executor, late);
    await time.advanceUntil(() => events.length === 1, 10);
    await time.advance(LEASE_MS);
    expect(story()).toEqual(["a claimed"]);
    finish();
    await time.advanceUntil(() => events.length === 2);
    expect(story()).toEqual(["a claimed", "a completed"]);
    expect(served.daemon.runtime.view().state.job("a")).toMatchObject({ attempt: 1 });
  });
});

describe("a slow daemon", () => {
  /** Everything of one kind takes so long on its way back. */
  function late(path: string, delayMs: number): Fetch {
    return async (url, init) => {
      const response = await fetch(url, init);
      if (String(url).endsWith(path)) await time.timing.sleep(delayMs, init.signal ?? undefined);
      return response;
    };
  }

  it("gives a job too late: it is not begun", async () => {
    await served.submit("a", "rpi.run");
    let isBegun = false;
    start(async () => void (isBegun = true), late("/claim", LEASE_MS + 1));
    await time.advanceUntil(() => events.length === 2);
    expect(story()).toEqual(["a claimed", "a lost: lease_expired"]);
    expect(isBegun).toBe(false);
  });

  it("hears of an outcome for longer than a lease, which is kept", async () => {
    await served.submit("a", "rpi.run");
    let calls = 0;
    const slow: Fetch = async (url, init) => {
      if (String(url).endsWith("/complete")) await time.timing.sleep(2 * LEASE_MS, init.signal ?? undefined);
      calls++;
      return fetch(url, init);
    };
    start(async () => ({ log: "l" }), slow);
    await time.advanceUntil(() => events.length === 2);
    expect(story()).toEqual(["a claimed", "a completed"]);
    expect((await served.eventTypes()).filter((type) => type === "job.heartbeat").length).toBeGreaterThan(5);
    // And not for longer than that.
    const before = calls;
    bench.drain.abort();
    await ended;
    await time.advance(LEASE_MS);
    expect(calls).toBe(before);
  });
});

describe("an outcome", () => {
  it("that the daemon cannot take is told as one that it can, with what there was to say", async () => {
    await served.submit("a", "rpi.run");
    start(() => Promise.reject(new JobFailure("oops" as FailureCode, "no luck", { artifacts: { log: "l" } })));
    await time.advanceUntil(() => events.length === 2);
    const { failure } = served.daemon.runtime.view().state.job("a") ?? {};
    expect(failure).toMatchObject({ code: "request_rejected", message: expect.stringMatching(/code.*: no luck$/) });
  });

  it("has a text without half a character", async () => {
    await served.submit("a", "rpi.run");
    start(() => Promise.reject(new Error(`${"x".repeat(16_383)}\u{1F600}`)));
    await time.advanceUntil(() => events.length === 2);
    expect(served.daemon.runtime.view().state.job("a")?.failure?.message).toBe("x".repeat(16_383));
  });
});

/** Options as the contract names them. */
const NAMES: Readonly<Record<string, string>> = { waitMs: "wait_ms", leaseMs: "lease_ms", worker: "worker" };

describe("options", () => {
  it.each([
    { concurrency: 0 },
    { concurrency: -1 },
    { concurrency: 1.5 },
    { concurrency: Infinity },
    { concurrency: NaN },
    { drainMs: NaN },
    { drainMs: -1 },
  ])("%j are refused before anything is claimed", async (options) => {
    await served.submit("a", "rpi.run");
    start(async () => undefined, globalThis.fetch, options);
    expect(await ended).toBeInstanceOf(RangeError);
    expect(await served.eventTypes()).toEqual(["job.accepted"]);
  });

  it.each([{ waitMs: 3e9 }, { leaseMs: 3e9 }, { leaseMs: 0.5 }, { waitMs: -1 }, { worker: "a b" }])(
    "%j are refused by the daemon, which says why",
    async (options) => {
      start(async () => undefined, globalThis.fetch, options);
      const [name = ""] = Object.keys(options);
      expect(await ended).toMatchObject({ code: "refused", message: expect.stringContaining(NAMES[name] ?? "") });
    },
  );

  it("may give jobs all the time there is", async () => {
    const controller = new AbortController();
    let isOver = false;
    const sleep = systemTiming.sleep(Infinity, controller.signal).then(() => (isOver = true));
    await systemTiming.sleep(20);
    expect(isOver).toBe(false);
    controller.abort();
    await sleep;
  });
});
