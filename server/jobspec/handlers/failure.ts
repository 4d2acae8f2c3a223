import { LedgerError } from "../../kernel/ledger/ledger.js";
import { FailpointError } from "../../kernel/pipeline.js";

/** A reply for what went wrong below the queue's rules. */
export interface FailureReply<Status extends 400 | 500 | 503 = 400 | 500 | 503> {
  readonly status: Status;
  readonly body: { readonly error: string };
}

/** The reply to a failed read; anything but a failure of the ledger is thrown on. */
export function readFailure(fault: unknown): FailureReply<500> {
  if (fault instanceof LedgerError) return { status: 500, body: { error: fault.message } };
  throw fault;
}

/**
 * The reply to a failed mutation. 503 says that the same request may succeed later: nothing was stored, or, after a
 * failed sync, it is unknown whether it was, so that repeating it under its key is safe and needed.
 */
export function mutationFailure(fault: unknown): FailureReply {
  if (fault instanceof FailpointError) {
    return { status: 503, body: { error: `daemon queue failpoint: ${fault.failpoint}` } };
  }
  if (!(fault instanceof LedgerError)) throw fault;
  if (fault.code === "not-storable") return { status: 400, body: { error: "invalid json" } };
  return { status: fault.code === "unreadable" ? 500 : 503, body: { error: fault.message } };
}
