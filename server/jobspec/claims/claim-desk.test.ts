import { describe, expect, it } from "vitest";

import type { Claim, QueueOutcome } from "../queue/command.js";
import { refused } from "../queue/command.js";
import type { JobType } from "../queue/vocabulary.js";
import { ClaimDesk, MAX_WAITERS } from "./claim-desk.js";

const NONE = refused("not-claimable", "daemon queue: no claimable jobs");
const WIKI: readonly JobType[] = ["wiki.forge"];

/** A queue of nothing but a number of jobs of one type. */
class Bench {
  jobs = 0;
  faults: Error[] = [];
  whenNone: () => void = () => undefined;
  #claims = 0;
  readonly desk = new ClaimDesk({
    clock: { now: () => 0, elapsedMs: () => 0 },
    scheduler: { soon: setImmediate, after: () => () => undefined },
    execute: async (_command, _failpoint, signal): Promise<QueueOutcome> => {
      await undefined;
      signal.throwIfAborted();
      const fault = this.faults.shift();
      if (fault !== undefined) throw fault;
      if (this.jobs === 0) {
        this.whenNone();
        return NONE;
      }
      this.jobs--;
      const jobId = `j${++this.#claims}`;
      return { kind: "claimed", jobId, claimToken: "t", leaseEpoch: 1, leaseExpiresAt: "", repeated: false };
    },
    waitingCount: (type) => (type === "wiki.forge" ? this.jobs : 0),
  });

  claim(jobTypes: readonly JobType[] = WIKI, signal = new AbortController().signal): Promise<object> {
    const command: Claim = { kind: "claim", jobTypes, leaseMs: 1000, actor: "w" };
    return this.desk.claim(command, { waitMs: 1000, signal });
  }

  async waiting(count: number): Promise<void> {
    while (this.desk.waiting !== count) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a desk", () => {
  it("lets no more than its number wait", async () => {
    const bench = new Bench();
    const all = Array.from({ length: MAX_WAITERS }, () => bench.claim());
    await bench.waiting(MAX_WAITERS);
    expect(await bench.claim()).toEqual({ kind: "busy" });
    bench.desk.stop();
    expect(new Set((await Promise.all(all)).map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"kind":"stopping"}']),
    );
    expect(await bench.claim()).toEqual({ kind: "stopping" });
  });

  it("offers a job on when the one that it woke has gone meanwhile", async () => {
    const bench = new Bench();
    const controller = new AbortController();
    const first = bench.claim(WIKI, controller.signal);
    await bench.waiting(1);
    const second = bench.claim();
    await bench.waiting(2);
    bench.jobs = 1;
    bench.desk.offer();
    controller.abort();
    expect(await first).toEqual({ kind: "gone" });
    expect(await second).toMatchObject({ kind: "claimed", jobId: "j1" });
  });

  it("does not let anybody wait who went while he was told that there is none", async () => {
    const bench = new Bench();
    const controller = new AbortController();
    bench.whenNone = () => controller.abort();
    expect(await bench.claim(WIKI, controller.signal)).toEqual({ kind: "gone" });
    expect(bench.desk.waiting).toBe(0);
  });

  it("offers a job on when claiming it failed", async () => {
    const bench = new Bench();
    const first = bench.claim();
    await bench.waiting(1);
    const second = bench.claim();
    await bench.waiting(2);
    bench.jobs = 1;
    bench.faults = [new Error("no space")];
    bench.desk.offer();
    await expect(first).rejects.toThrow("no space");
    expect(await second).toMatchObject({ kind: "claimed", jobId: "j1" });
  });

  it("sees a job that comes while a caller is told that there is none", async () => {
    const bench = new Bench();
    bench.whenNone = () => (bench.jobs = 1);
    expect(await bench.claim()).toMatchObject({ kind: "claimed" });
  });

  it("wakes as many as there are jobs, the first who came first", async () => {
    const bench = new Bench();
    const claims = Array.from({ length: 4 }, () => bench.claim());
    await bench.waiting(4);
    bench.jobs = 2;
    bench.desk.offer();
    expect(bench.desk.waiting).toBe(2);
    expect(await Promise.all(claims.slice(0, 2))).toMatchObject([{ jobId: "j1" }, { jobId: "j2" }]);
    bench.desk.stop();
  });

  it("wakes nobody for jobs that he does not take", async () => {
    const bench = new Bench();
    void bench.claim(["rpi.run"]);
    await bench.waiting(1);
    bench.jobs = 1;
    bench.desk.offer();
    expect(bench.desk.waiting).toBe(1);
    bench.desk.stop();
  });
});
