import { parseTimestamp, properTimestamp } from "../timestamp.js";
import { trimSpace } from "../white-space.js";
import type { LedgerEvent } from "./event.js";
import { goQuote } from "./go-quote.js";
import { jsonFault } from "./json-fault.js";
import { timestampFault } from "./timestamp-fault.js";

/**
 * What a line turned out to be: an event, an object that is none, or no object. `hasSeal` is true for an object with
 * any field of a seal.
 */
export type ParsedRecord =
  | { readonly kind: "event"; readonly event: LedgerEvent; readonly occurredAtMs: number; readonly hasSeal: boolean }
  | { readonly kind: "refused" | "corrupt"; readonly error: string; readonly hasSeal: boolean };

type Verdict =
  | { readonly kind: "event"; readonly event: LedgerEvent; readonly occurredAtMs: number }
  | { readonly kind: "refused"; readonly error: string };

const TEXT_FIELDS = ["event_id", "request_id", "job_id", "event_type", "occurred_at", "actor"] as const;
const BLANK_IN_REQUEST_ID = /[ \t\r\n]/;

/**
 * Reads one line (already trimmed, not blank) by the reference daemon's rules, which also give the error texts:
 * fields it does not know are dropped, `null` counts as absent, `payload` must be an object.
 */
export function parseRecord(line: string, eventTypes: ReadonlySet<string>): ParsedRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: "corrupt", error: jsonFault(line), hasSeal: false };
  }
  if (!isRecord(value)) {
    const verdict = value === null ? validate({}, eventTypes) : mismatch(value, "value of type daemon.LedgerEvent");
    return { kind: "corrupt", error: verdict.kind === "event" ? "" : verdict.error, hasSeal: false };
  }
  const hasSeal = "at" in value || "durable" in value || "crc" in value;
  return { ...(shapeFault(value) ?? validate(value, eventTypes)), hasSeal };
}

/**
 * Reads a line whose bytes are known to be what this daemon wrote: only what may have changed since with the version
 * is checked. The rules are {@link parseRecord}'s for everything that the quick look does not settle.
 */
export function parseEvent(line: string, eventTypes: ReadonlySet<string>): Verdict {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refused(jsonFault(line));
  }
  if (!isRecord(value)) return refused("no record");
  const { event_id, request_id, job_id, event_type, occurred_at, actor, payload } = value;
  const isUsual =
    value.schema_version === 1 &&
    typeof event_id === "string" &&
    typeof request_id === "string" &&
    typeof job_id === "string" &&
    typeof event_type === "string" &&
    typeof occurred_at === "string" &&
    typeof actor === "string" &&
    eventTypes.has(event_type);
  const occurredAtMs = isUsual ? parseTimestamp(occurred_at) : undefined;
  if (!isUsual || occurredAtMs === undefined) return shapeFault(value) ?? validate(value, eventTypes);
  const event: LedgerEvent = isRecord(payload)
    ? { schema_version: 1, event_id, request_id, job_id, event_type, occurred_at, actor, payload }
    : { schema_version: 1, event_id, request_id, job_id, event_type, occurred_at, actor };
  return { kind: "event", event, occurredAtMs };
}

function validate(value: Record<string, unknown>, eventTypes: ReadonlySet<string>): Verdict {
  const version = value.schema_version ?? 0;
  if (version !== 1) return refused(`schema_version mismatch: got ${String(version)} want 1`);
  for (const field of TEXT_FIELDS) {
    if (trimSpace(text(value, field)) === "") return refused(`${field} is required`);
  }
  const requestId = text(value, "request_id");
  if (BLANK_IN_REQUEST_ID.test(trimSpace(requestId))) {
    return refused(`request_id ${goQuote(requestId)} must not contain whitespace`);
  }
  const eventType = text(value, "event_type");
  if (!eventTypes.has(eventType)) return refused(`invalid event type ${goQuote(eventType)}`);
  const occurredAt = text(value, "occurred_at");
  const occurredAtMs = parseTimestamp(occurredAt);
  if (occurredAtMs === undefined) return refused(`invalid occurred_at: ${timestampFault(occurredAt) ?? "not a time"}`);
  const { payload } = value;
  const event: LedgerEvent = {
    schema_version: 1,
    event_id: text(value, "event_id"),
    request_id: requestId,
    job_id: text(value, "job_id"),
    event_type: eventType,
    occurred_at: properTimestamp(occurredAt, occurredAtMs),
    actor: text(value, "actor"),
    ...(isRecord(payload) ? { payload } : {}),
  };
  return { kind: "event", event, occurredAtMs };
}

function shapeFault(value: Record<string, unknown>): Verdict | undefined {
  const { schema_version: version, payload } = value;
  if (version !== undefined && version !== null && !(typeof version === "number" && Number.isInteger(version))) {
    return mismatch(version, "struct field LedgerEvent.schema_version of type int");
  }
  for (const field of TEXT_FIELDS) {
    const item = value[field];
    if (item === undefined || item === null || typeof item === "string") continue;
    const type = field === "event_type" ? "daemon.EventType" : "string";
    return mismatch(item, `struct field LedgerEvent.${field} of type ${type}`);
  }
  if (payload === undefined || payload === null || isRecord(payload)) return undefined;
  return mismatch(payload, "struct field LedgerEvent.payload of type map[string]interface {}");
}

function mismatch(value: unknown, target: string): Verdict {
  let found: string = typeof value;
  if (typeof value === "object") found = Array.isArray(value) ? "array" : "object";
  else if (typeof value === "boolean") found = "bool";
  // The reference names the literal of a number that has the right type but no integer value.
  else if (typeof value === "number" && target.endsWith("int")) found = `number ${JSON.stringify(value)}`;
  return refused(`json: cannot unmarshal ${found} into Go ${target}`);
}

function text(value: Record<string, unknown>, field: string): string {
  const item = value[field];
  return typeof item === "string" ? item : "";
}

function refused(error: string): Verdict {
  return { kind: "refused", error };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
