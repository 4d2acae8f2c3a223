import type { GoldenCase } from "./cases.js";
import type { Received } from "./exchange.js";

/** What a case says of a reply, in a form that can be compared. */
export interface Comparable {
  readonly status: unknown;
  readonly contentType: unknown;
  readonly allow: unknown;
  readonly body: unknown;
  readonly ledger: unknown;
}

/** The recorded side; `later` takes what later versions of the reference answered. */
export function expectedOf(golden: GoldenCase, later = false): Comparable {
  const { expect, yaml_deviation: deviations = [] } = golden;
  const answer = later && golden.expect_later_upstream !== undefined ? golden.expect_later_upstream : expect;
  const body = deviations.includes("null_arrays") ? withoutNulls(answer.body) : answer.body;
  return {
    status: answer.status,
    contentType: expect.content_type,
    allow: expect.allow,
    body: isHead(golden) ? undefined : sortLinks(body),
    ledger: ledgerLines(expect.ledger_after),
  };
}

/** Our side, cut to what the recording tells. */
export function actualOf(golden: GoldenCase, { status, headers, text }: Received, ledger: string | null): Comparable {
  return {
    status,
    contentType: headers["content-type"] ?? "",
    allow: golden.expect.allow === undefined ? undefined : headers.allow,
    body: isHead(golden) ? undefined : sortLinks(parse(text)),
    ledger: golden.expect.ledger_after === undefined ? undefined : ledgerLines(ledger),
  };
}

/** Whether the reply's bytes are the recorded ones, where those were recorded and keep the contract. */
export function hasSameBytes({ expect, yaml_deviation }: GoldenCase, { text }: Received): boolean {
  const isComparable = expect.body_raw !== undefined && yaml_deviation?.includes("null_arrays") !== true;
  return !isComparable || expect.body_raw === text;
}

/** Lines of a ledger on the reference's fields, which other writers may add to; lines that are no JSON as they are. */
export function ledgerLines(ledger: string | null | undefined): unknown {
  if (typeof ledger !== "string") return ledger;
  return ledger
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(record);
}

const FIELDS = ["schema_version", "event_id", "request_id", "job_id", "event_type", "occurred_at", "actor", "payload"];

function record(line: string): unknown {
  const value = parse(line);
  if (typeof value !== "object" || value === null) return line;
  return Object.fromEntries(Object.entries(value).filter(([name]) => FIELDS.includes(name)));
}

function isHead({ request }: GoldenCase): boolean {
  return "method" in request && request.method === "HEAD";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withoutNulls(value: unknown): unknown {
  if (value === null) return [];
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutNulls(item)]));
}

/** Links of artifacts come in no particular order. */
function sortLinks(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sortLinks);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]): [string, unknown] => {
      if (name !== "provenance" || !Array.isArray(item)) return [name, sortLinks(item)];
      return [name, item.map((link) => JSON.stringify(Object.entries(link as object).sort())).sort()];
    }),
  );
}
