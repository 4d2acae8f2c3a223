import { describe, expect, it } from "vitest";

import { LedgerError } from "../../kernel/ledger/ledger.js";
import { LeaseSweep } from "./lease-sweep.js";

/** Leases by their ends, and a timer that fires when it is told to. */
class Bench {
  now = 0;
  ends: number[] = [];
  fault: Error | undefined;
  readonly delays: number[] = [];
  #task: (() => void) | undefined;
  readonly sweep = new LeaseSweep({
    scheduler: {
      soon: setImmediate,
      after: (delayMs, task) => {
        this.delays.push(delayMs);
        this.#task = task;
        return () => (this.#task = undefined);
      },
    },
    now: () => this.now,
    nextEndMs: () => (this.ends.length === 0 ? undefined : Math.min(...this.ends)),
    expire: async () => {
      if (this.fault !== undefined) throw this.fault;
      this.ends = this.ends.filter((end) => end > this.now);
    },
  });

  get isWaiting(): boolean {
    return this.#task !== undefined;
  }

  async fire(): Promise<void> {
    const task = this.#task;
    this.#task = undefined;
    task?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a sweep", () => {
  it("waits for the next end, at most a second, and comes when an earlier one is known", async () => {
    const bench = new Bench();
    bench.sweep.follow();
    expect(bench.isWaiting).toBe(false);
    bench.ends = [10_000];
    bench.sweep.follow();
    bench.sweep.follow();
    bench.ends.push(300);
    bench.sweep.follow();
    expect(bench.delays).toEqual([1000, 300]);
    bench.now = 300;
    await bench.fire();
    expect(bench.ends).toEqual([10_000]);
    expect(bench.delays).toEqual([1000, 300, 1000]);
  });

  it("notices a clock that has jumped, and does not hurry when it went back", async () => {
    const bench = new Bench();
    bench.ends = [50_000];
    bench.sweep.follow();
    bench.now = 60_000;
    await bench.fire();
    expect(bench.ends).toEqual([]);
    bench.ends = [50_000];
    bench.now = 40_000;
    bench.sweep.follow();
    await bench.fire();
    expect(bench.ends).toEqual([50_000]);
  });

  it("tries again when the ledger refuses, and stops when told", async () => {
    const bench = new Bench();
    bench.ends = [0];
    bench.fault = new LedgerError("not-stored", "disk full");
    bench.sweep.follow();
    await bench.fire();
    expect(bench.delays).toEqual([100, 100]);
    bench.fault = undefined;
    await bench.fire();
    expect([bench.ends, bench.isWaiting]).toEqual([[], false]);
    bench.ends = [50_000];
    bench.sweep.follow();
    bench.sweep.stop();
    bench.ends = [0];
    bench.sweep.follow();
    expect(bench.isWaiting).toBe(false);
  });
});
