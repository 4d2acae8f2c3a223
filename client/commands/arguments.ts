import { InvalidArgumentError } from "commander";
import type { SubmitJobRequest } from "../../generated/jobspec/types.js";
import { CommandError, USAGE } from "./exit-codes.js";

type Payload = NonNullable<SubmitJobRequest["payload"]>;

/** Longest time that timers can be set to. */
const MAX_SECONDS = 2_147_483;

/** Milliseconds of an option that is given in seconds. */
export function parseSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(seconds > 0 && seconds <= MAX_SECONDS)) throw new InvalidArgumentError("Not a number of seconds.");
  return seconds * 1_000;
}

/** A payload from the command line or a file; `where` names it in the error. */
export function parsePayload(text: string, where: string): Payload {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    throw new CommandError(`${where}: not JSON: ${fault instanceof Error ? fault.message : ""}`, USAGE);
  }
  if (!isPayload(value)) throw new CommandError(`${where}: a payload is a JSON object`, USAGE);
  return value;
}

function isPayload(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
