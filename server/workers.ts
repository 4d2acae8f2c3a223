import { InvalidArgumentError } from "commander";
import type { Logger } from "pino";

/**
 * Reads what is to be run beside the daemon. It is handed in: the server knows no client (docs/decisions/0004). Rejects
 * with an error of the name `SettingsError` when what it reads is at fault.
 */
export type LoadWorkers = (settings: WorkerSettings) => Promise<RunWorkers>;

/** What is to be run, and where. */
export interface WorkerSettings {
  /** Absolute path of the project's directory. */
  readonly root: string;
  /** File that says what runs the jobs of each type; undefined for the built-in fakes. */
  readonly file: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Runs jobs until the signal is aborted and the last one has ended; rejects when it cannot go on. */
export type RunWorkers = (access: WorkerAccess) => Promise<void>;

/** The daemon that gives the jobs. */
export interface WorkerAccess {
  readonly url: string;
  /** The mutation token as it is now. */
  readonly token: () => string;
  /** Name of the workers in the ledger. */
  readonly worker: string;
  /** How many jobs are run at a time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** How long jobs may go on when the signal is aborted. */
  readonly drainMs: number;
  readonly log: (level: "info" | "warn", fields: object, message: string) => void;
}

/** Name of a daemon's own workers in its ledger, as in the reference. */
const WORKER = "agentopsd-worker";
/** The most workers that a daemon runs. */
const MOST_WORKERS = 512;

/** A number of workers from the command line. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= MOST_WORKERS) return count;
  throw new InvalidArgumentError(`a number of workers is from 0 to ${MOST_WORKERS}`);
}

/** Workers that run beside a daemon. */
export interface RunningWorkers {
  /** Lets the jobs that run come to their end, in time, and starts no other. Never rejects. */
  drain(): Promise<void>;
}

/** Starts workers. When they end by themselves it is told to the log, and to nobody else: a daemon goes on. */
export function startWorkers(
  run: RunWorkers,
  access: Omit<WorkerAccess, "worker" | "signal" | "log">,
  logger: Logger,
): RunningWorkers {
  const controller = new AbortController();
  const log: WorkerAccess["log"] = (level, fields, message) => {
    logger[level](fields, message);
  };
  const ended = run({ ...access, worker: WORKER, signal: controller.signal, log }).catch((fault: unknown) => {
    logger.error({ err: fault }, "workers ended");
  });
  return {
    drain: () => {
      controller.abort();
      return ended;
    },
  };
}
