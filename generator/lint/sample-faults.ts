import type { Examine } from "./examiner.js";
import type { Sample } from "./samples.js";
import { textReadings } from "./text-readings.js";

/** What is wrong with a sample, read as its form says; nothing when it is valid. */
export function faultsOf({ value, form }: Sample, examine: Examine): readonly string[] {
  if (form === "json") return jsonFaults(String(value), examine);
  if (form === "items") return lineFaults(String(value), examine);
  const faults = valueFaults(value, examine);
  if (faults.length === 0 || form === "value") return faults;
  if (form === "lines") return streamFaults(String(value), { faults, examine });
  return textReadings(value).some((reading) => examine(reading).length === 0) ? [] : faults;
}

/**
 * `schema` describes the whole body (OpenAPI 3.1 section 4.8.14), so the text of a stream is not valid against that of
 * its items. Since that is how streams are written before OpenAPI 3.2, it is said whether the lines are.
 */
function streamFaults(
  text: string,
  { faults, examine }: { readonly faults: readonly string[]; readonly examine: Examine },
): readonly string[] {
  const wrong = lineFaults(text, examine);
  if (wrong.length > 0) return wrong;
  return [...faults, "it is the text of a stream, of which each line is valid: itemSchema (OpenAPI 3.2) says so"];
}

function lineFaults(text: string, examine: Examine): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.flatMap((line, index) => jsonFaults(line, examine).map((fault) => `line ${index + 1}: ${fault}`));
}

function jsonFaults(text: string, examine: Examine): readonly string[] {
  try {
    return valueFaults(JSON.parse(text), examine);
  } catch (error) {
    if (error instanceof SyntaxError) return ["not JSON"];
    throw error;
  }
}

/**
 * The checks refuse whole numbers that JavaScript does not tell from their neighbours. A contract may give them all the
 * same, so the largest that it does tell may stand for them.
 */
function valueFaults(value: unknown, examine: Examine): readonly string[] {
  const faults = examine(value);
  return faults.length === 0 ? faults : examine(withinDoubles(value));
}

function withinDoubles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withinDoubles);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withinDoubles(inner)]));
  const isBeyond = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isBeyond ? Math.sign(value) * Number.MAX_SAFE_INTEGER : value;
}
