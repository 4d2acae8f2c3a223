import type { WorkerCredentials } from "../../generated/worker/client.js";
import type { Client } from "../../generated/runtime/client.js";
import { timingOf, type Patience } from "../jobspec/patience.js";
import type { Executors } from "./job.js";
import type { WorkerEvent } from "./outcome.js";
import { Slot } from "./slot.js";
import { Standing } from "./standing.js";

/** How a worker works. */
export interface WorkerOptions extends Omit<Patience, "attemptTimeoutMs" | "isPassing"> {
  /** Name of the worker in the ledger; one is made up by default. */
  readonly worker?: string;
  /** How many jobs are run at a time; 1 by default. */
  readonly concurrency?: number;
  /** How long a lease lasts, in milliseconds; 60,000 by default. A heartbeat is sent after each quarter of it. */
  readonly leaseMs?: number;
  /** How long the daemon is asked to wait for a job, in milliseconds; 30,000 by default. */
  readonly waitMs?: number;
  /** Drains the worker when it is aborted: nothing more is claimed. */
  readonly signal?: AbortSignal;
  /** How long jobs may go on then, in milliseconds, before they are aborted; 10,000 by default, three weeks at most. */
  readonly drainMs?: number;
  /** Told of what happens to jobs, for logs. */
  readonly onEvent?: (event: WorkerEvent) => void;
}

const DEFAULT_DRAIN_MS = 10_000;

/**
 * Claims jobs and runs them until the signal is aborted and the last job has ended. A daemon that is away is waited
 * for; lost replies are recovered by sending the message again.
 *
 * Rejects with `DaemonError` when the daemon refuses to give jobs to this worker, with `TransportError` when what
 * answers does not speak the protocol; jobs that run then are drained first. Rejects with `RangeError` for a
 * concurrency or a time that is none.
 */
export async function runWorker(
  client: Client<WorkerCredentials>,
  executors: Executors,
  options: WorkerOptions = {},
): Promise<void> {
  const { concurrency = 1, signal, drainMs = DEFAULT_DRAIN_MS } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency is to be a whole number from 1, not ${concurrency}`);
  }
  if (!(drainMs >= 0)) throw new RangeError(`drainMs is to be a time of 0 ms or more, not ${drainMs}`);
  const { sleep, now } = timingOf(options);
  const { isPassing } = new Standing({ now });
  const worker = options.worker ?? `worker-${crypto.randomUUID()}`;
  const slots = Array.from(
    { length: concurrency },
    () => new Slot(client, executors, { ...options, worker, isPassing }),
  );
  const ended = new AbortController();
  let isDraining = false;
  const drain = async (): Promise<void> => {
    if (isDraining) return;
    isDraining = true;
    for (const slot of slots) slot.drain();
    await sleep(drainMs, ended.signal);
    for (const slot of slots) slot.stop();
  };
  const onAbort = (): void => void drain();
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted === true) onAbort();
  // What ends one slot ends them all.
  const ends = await Promise.allSettled(slots.map((slot) => slot.run().finally(onAbort)));
  ended.abort();
  signal?.removeEventListener("abort", onAbort);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
