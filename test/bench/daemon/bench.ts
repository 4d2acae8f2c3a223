import type { Databases } from "./queues/queue.js";

/** What every section of the benchmark is given. */
export interface Bench {
  /** Compiled `serve.ts` and `ledger-work.ts`, and `serve.ts` of the HTTP benchmark. */
  readonly scripts: { readonly serve: string; readonly ledgerWork: string; readonly http: string };
  /** An empty folder on the disk that is measured. */
  readonly folder: string;
  readonly databases: Databases;
  readonly seconds: number;
  readonly rounds: number;
  /** The processor of the servers; undefined when nothing is pinned. */
  readonly processor: number | undefined;
  readonly print: (line: string) => void;
}

/**
 * How long a server is under load before it is measured. Until the engine has compiled all that is hot, which takes
 * some seconds, a request costs up to twice the processor time; a daemon runs for days.
 */
export const WARM_UP_SECONDS = 5;
