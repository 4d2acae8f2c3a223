import type { Executors } from "../../client/worker/job.js";
import type { WorkerEvent } from "../../client/worker/outcome.js";
import { runWorker, type WorkerOptions } from "../../client/worker/worker.js";
import type { Fetch } from "../../generated/runtime/client.js";
import { ManualTime } from "./manual-time.js";
import { WorkerDaemon } from "./worker-daemon.js";

/** A worker of the client and a daemon in this process, both on time that a test moves. */
export class WorkerBench {
  readonly time = new ManualTime();
  readonly served = new WorkerDaemon({ clock: this.time, scheduler: this.time });
  readonly drain = new AbortController();
  /** What the worker was told. */
  readonly events: WorkerEvent[] = [];
  readonly leaseMs: number;
  #running: Promise<void> = Promise.resolve();

  constructor(leaseMs: number) {
    this.leaseMs = leaseMs;
  }

  /** Runs a worker; the promise is that of `runWorker`, and may be left alone. */
  start(executors: Executors, { fetch, ...more }: WorkerOptions & { fetch?: Fetch } = {}): Promise<void> {
    const { leaseMs, time, drain } = this;
    const onEvent = (event: WorkerEvent): void => void this.events.push(event);
    const options = { worker: "loop", leaseMs, timing: time.timing, signal: drain.signal, onEvent, ...more };
    this.#running = runWorker(this.served.client(fetch), executors, options);
    this.#running.catch(() => undefined);
    return this.#running;
  }

  /** What happened to jobs, in short. */
  story(): string[] {
    return this.events.map(
      (event) => `${event.job.job_id} ${event.kind === "lost" ? `lost: ${event.reason}` : event.kind}`,
    );
  }

  /** Drains the worker, and stops the daemon. */
  async close(): Promise<void> {
    this.drain.abort();
    let isEnded = false;
    void this.#running.catch(() => undefined).then(() => (isEnded = true));
    await this.time.advanceUntil(() => isEnded, 1000);
    // A connection on which nothing was sent yet is not idle to Node: the grace of no time has to pass.
    const stopped = this.served.stop();
    await this.time.advance(1);
    await stopped;
  }
}
