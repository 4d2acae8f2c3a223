import type { Timing } from "../../client/jobspec/timing.js";
import type { Clock } from "../../server/kernel/ports/clock.js";
import type { Scheduler } from "../../server/kernel/ports/scheduler.js";

interface Timer {
  readonly dueMs: number;
  readonly task: () => void;
}

/** Clock and timers that move when they are told to. What is due "soon" happens by itself. */
export class ManualTime implements Clock, Scheduler {
  #elapsedMs = 0;
  /** How far the wall clock is from where the other one says. */
  #jumpMs = Date.UTC(2026, 3, 28, 12);
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#jumpMs + this.#elapsedMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  soon(task: () => void): void {
    setImmediate(task);
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { dueMs: this.#elapsedMs + Math.ceil(delayMs), task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** The same clock and timers for clients. */
  get timing(): Timing {
    return {
      now: () => this.#elapsedMs,
      random: () => 0.5,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          const end = (): void => {
            callOff();
            signal?.removeEventListener("abort", end);
            resolve();
          };
          const callOff = this.after(ms, end);
          signal?.addEventListener("abort", end);
          if (signal?.aborted === true) end();
        }),
    };
  }

  /** Sets the wall clock forward or back; no timer notices. */
  jump(ms: number): void {
    this.#jumpMs += ms;
  }

  /** Lets time go by, with everything that is due meanwhile, and what follows from it. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    for (;;) {
      const next = [...this.#timers].sort((one, other) => one.dueMs - other.dueMs)[0];
      if (next === undefined || next.dueMs > endMs) break;
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      next.task();
      await this.settled();
    }
    this.#elapsedMs = endMs;
    await this.settled();
  }

  /** Lets time go by in steps until something holds; fails when it does not within ten minutes. */
  async advanceUntil(holds: () => boolean | Promise<boolean>, stepMs = 100): Promise<void> {
    const endMs = this.#elapsedMs + 600_000;
    while (!(await holds())) {
      if (this.#elapsedMs > endMs) throw new Error("it did not happen within ten minutes");
      await this.advance(stepMs);
    }
  }

  /** Resolves when what was due soon has happened. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}
