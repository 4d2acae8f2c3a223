import type { LedgerEvent } from "./event.js";
import { LedgerError } from "./ledger.js";

// What the reference's encoder writes as \uXXXX although JSON allows it plain.
const ESCAPED = /[<>&\u2028\u2029]/g;
const NEEDS_ESCAPE = /[<>&\u2028\u2029]/;
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;
const BEYOND_BASIC_PLANE = /[\ud800-\udfff]/;

/**
 * The line of an event: compact JSON and a newline, fields in the reference's order, payload keys sorted bytewise at
 * every depth, `<`, `>`, `&`, U+2028 and U+2029 escaped. An empty payload is left out.
 */
export function encodeRecord(event: LedgerEvent): string {
  let line = `{"schema_version":1,"event_id":${quote(event.event_id)},"request_id":${quote(event.request_id)}`;
  line += `,"job_id":${quote(event.job_id)},"event_type":${quote(event.event_type)}`;
  line += `,"occurred_at":${quote(event.occurred_at)},"actor":${quote(event.actor)}`;
  const { payload } = event;
  if (payload !== undefined && Object.keys(payload).length > 0) line += `,"payload":${canonicalJson(payload)}`;
  return `${line}}\n`;
}

/** How deep a value may be nested; every reader of a record recurses that deep at most. */
export const MAX_RECORD_DEPTH = 1000;

/**
 * JSON with sorted keys and the reference's escapes. The value must be JSON already (no functions); one nested
 * deeper than {@link MAX_RECORD_DEPTH} or with a number beyond a double's range throws a {@link LedgerError}
 * `not-storable`.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return scalar(value);
  if (depth > MAX_RECORD_DEPTH) throw new LedgerError("not-storable", "exceeded max depth");
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(",")}]`;
  const members = value as Readonly<Record<string, unknown>>; // no list, so that its keys are names
  let text = "";
  for (const key of sortedKeys(members)) {
    const item = members[key];
    if (item !== undefined) text += `${text === "" ? "" : ","}${quote(key)}:${canonicalJson(item, depth + 1)}`;
  }
  return `{${text}}`;
}

/** JSON has no infinity: a number too large for a double would come back as null. */
function scalar(value: unknown): string {
  const isLost = typeof value === "number" && !Number.isFinite(value);
  if (isLost) throw new LedgerError("not-storable", "number out of range");
  return JSON.stringify(value);
}

/** Sorted by their UTF-8 bytes, from which the order of UTF-16 parts beyond the basic plane only. */
function sortedKeys(members: object): string[] {
  const keys = Object.keys(members);
  if (!keys.some((key) => BEYOND_BASIC_PLANE.test(key))) return keys.sort();
  return keys.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const quoted = JSON.stringify(text);
  return NEEDS_ESCAPE.test(quoted) ? quoted.replace(ESCAPED, escapeCharacter) : quoted;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
