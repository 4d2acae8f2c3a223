import { createClient } from "../../generated/runtime/client.js";
import { runWorker } from "../worker/worker.js";
import { eventLine, type Log } from "./event-line.js";
import { loadExecutors } from "./executors-file.js";
import { fakeExecutors } from "./fake-executors.js";

/** Name of a daemon's own workers in its ledger, as in the reference. */
const WORKER = "agentopsd-worker";

/** What a daemon says of the workers that are to run beside it. */
export interface WorkerSettings {
  readonly root: string;
  /** `executors.yaml`; undefined for the built-in fakes. */
  readonly file: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where a daemon is, and how many jobs it wants to be run at a time. */
export interface WorkerAccess {
  readonly url: string;
  readonly token: () => string;
  readonly count: number;
  readonly signal: AbortSignal;
  readonly drainMs: number;
  readonly log: Log;
}

/** Workers for a daemon in the same process: they speak to it as all others do. Rejects with `SettingsError`. */
export async function loadWorkers(settings: WorkerSettings): Promise<(access: WorkerAccess) => Promise<void>> {
  const { root, file } = settings;
  const executors = file === undefined ? fakeExecutors(root) : await loadExecutors(file, settings);
  return ({ url, token, count, signal, drainMs, log }) =>
    runWorker(createClient({ baseUrl: url, credentials: { DaemonMutationToken: token } }), executors, {
      worker: WORKER,
      concurrency: count,
      signal,
      drainMs,
      onEvent: (event) => eventLine(event, log),
      onFault: ({ message }) => log("warn", { fault: message }, "the daemon did not answer a worker"),
    });
}
