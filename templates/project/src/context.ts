import type { Records } from "./records/records.js";

/** What handlers are given beside the request. */
export interface Context {
  readonly records: Records;
  /** Whoever presents it may call; nobody when absent. */
  readonly token: string | undefined;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}
