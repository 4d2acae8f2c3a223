import type { Clock } from "../../server/kernel/ports/clock.js";
import type { Scheduler } from "../../server/kernel/ports/scheduler.js";
import type { Random } from "./random.js";

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Far more than any run needs. */
const MAX_TASKS = 100_000;
const START_MS = Date.UTC(2026, 3, 28, 12);

/**
 * Simulated time: what is to happen, when, and in an order that only the seed decides.
 *
 * It is the scheduler and the clock of everything that runs in a simulation. Its wall clock can be set to any time,
 * as clocks are.
 */
export class Agenda implements Scheduler, Clock {
  readonly #random: Random;
  #tasks: Task[] = [];
  #elapsedMs = 0;
  #skewMs = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  now(): number {
    return START_MS + this.#elapsedMs + this.#skewMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Sets the wall clock forward, or back with a negative number. */
  jump(ms: number): void {
    this.#skewMs += ms;
  }

  soon(task: () => void): void {
    this.after(0, task);
  }

  after(delayMs: number, task: () => void): () => void {
    const entry = { at: this.#elapsedMs + delayMs, run: task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** Resolves that much later. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Runs tasks, each to the end of what it sets off, until the work is done; rejects when it cannot go on. */
  async run(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    const finished = work.finally(() => {
      isDone = true;
    });
    // The rejection is taken by the await below; here it would count as unhandled meanwhile.
    finished.catch(() => undefined);
    let left = MAX_TASKS;
    for (await settle(); !isDone; await settle()) {
      if (left-- === 0) throw new Error("the simulation never comes to rest");
      const task = this.#take();
      if (task === undefined) throw new Error("the simulation waits for something that never happens");
      task.run();
    }
    await finished;
  }

  #take(): Task | undefined {
    const next = this.#tasks.reduce((least, { at }) => Math.min(least, at), Infinity);
    const due = this.#tasks.filter(({ at }) => at === next);
    const task = due[this.#random.below(due.length)];
    if (task === undefined) return undefined;
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
    this.#elapsedMs = task.at;
    return task;
  }
}

/** Resolves when everything that needs no task has run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
