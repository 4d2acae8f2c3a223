import type { FailureCode } from "../../generated/worker/types.js";

/** Every failure code of the contract, and whether submitting a job anew may help that failed with it. */
const RETRYABLE: Readonly<Record<FailureCode, boolean>> = {
  daemon_unavailable: true,
  provider_unreachable: true,
  session_pending: true,
  lost: true,
  event_stream_unavailable: true,
  terminal_without_transcript: false,
  request_rejected: false,
  projection_degraded: false,
  retry_exhausted: false,
};

/** The names of all failure codes. */
export const FAILURE_CODES = Object.keys(RETRYABLE);

export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === "string" && Object.hasOwn(RETRYABLE, value);
}

/** True when submitting a job anew may help that failed with this code. */
export function isRetryable(code: FailureCode): boolean {
  return RETRYABLE[code];
}
