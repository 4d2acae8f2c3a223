import type { Artifacts, Failure } from "../../generated/worker/types.js";
import { FAILURE_CODES, isFailureCode, isRetryable } from "./failure-codes.js";

/** What a program says of its job on standard output. */
export interface ProgramResult {
  readonly artifacts: Artifacts;
  /** Absent: as the exit code says. */
  readonly failure?: Required<Failure>;
}

/** Why an output is no result. */
export class ResultError extends Error {
  override readonly name = "ResultError";
}

/** The text of an output, which is UTF-8: what is not is no path or message of anybody. Throws `ResultError`. */
export function decodeOutput(output: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(output);
  } catch (cause) {
    throw new ResultError("standard output is not UTF-8", { cause });
  }
}

/**
 * Reads a result: nothing at all, or one JSON object with `artifacts` (names and paths or URIs) and `failure` (`code`,
 * `message`, `retryable`), both optional. Other members are passed over. Throws `ResultError`.
 */
export function parseResult(output: string): ProgramResult {
  if (output.trim() === "") return { artifacts: {} };
  const { artifacts = {}, failure } = record(parseJson(output), "standard output");
  const texts = record(artifacts, '"artifacts"');
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== "string") throw new ResultError(`artifact ${JSON.stringify(name)} is no text`);
  }
  return {
    artifacts: texts as Artifacts, // every value is a text
    ...(failure === undefined || failure === null ? {} : { failure: parseFailure(failure) }),
  };
}

function parseFailure(value: unknown): Required<Failure> {
  const { code, message = "", retryable } = record(value, '"failure"');
  if (!isFailureCode(code)) throw new ResultError(`"failure.code" is none of ${FAILURE_CODES.join(", ")}`);
  if (typeof message !== "string") throw new ResultError('"failure.message" is no text');
  if (retryable !== undefined && typeof retryable !== "boolean") {
    throw new ResultError('"failure.retryable" is neither true nor false');
  }
  return { code, message, retryable: retryable ?? isRetryable(code) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ResultError(`standard output is not JSON: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ResultError(`${what} is no JSON object`);
  }
  return value as Readonly<Record<string, unknown>>; // an object of JSON
}
