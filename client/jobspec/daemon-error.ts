import type { Fault } from "./patience.js";

/** Why the daemon gave no answer to a question that was asked patiently. */
export type DaemonErrorCode =
  /** It was away, or failed, until the deadline. */
  | "unavailable"
  /** Its ledger has no event with the id that was given as a cursor. */
  | "cursor-not-found"
  /** It refused the question. */
  | "refused";

/** A question that the daemon did not answer. */
export class DaemonError extends Error {
  override readonly name = "DaemonError";
  readonly code: DaemonErrorCode;

  constructor(message: string, code: DaemonErrorCode, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** The error of a call that was given up. */
export function unavailable(fault: Fault | undefined): DaemonError {
  return new DaemonError(fault?.message ?? "given up before the first attempt", "unavailable", fault?.cause);
}
