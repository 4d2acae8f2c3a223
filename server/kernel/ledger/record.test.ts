import { describe, expect, it } from "vitest";

import type { LedgerEvent } from "./event.js";
import { parseEvent, parseRecord } from "./parse-record.js";
import { canonicalJson, encodeRecord } from "./record.js";

const TYPES = new Set(["job.accepted"]);
const EVENT: LedgerEvent = {
  schema_version: 1,
  event_id: "e1",
  request_id: "r1",
  job_id: "j1",
  event_type: "job.accepted",
  occurred_at: "2026-04-28T11:00:00Z",
  actor: "t",
};

describe("encodeRecord", () => {
  it("writes the reference's fields in its order, payload keys sorted, and leaves an empty payload out", () => {
    const line = encodeRecord({ ...EVENT, payload: { b: 1, a: { d: [{ z: 1, y: 2 }], c: null } } });
    expect(line).toBe(
      '{"schema_version":1,"event_id":"e1","request_id":"r1","job_id":"j1","event_type":"job.accepted",' +
        '"occurred_at":"2026-04-28T11:00:00Z","actor":"t","payload":{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}}\n',
    );
    expect(encodeRecord({ ...EVENT, payload: {} })).not.toContain("payload");
  });

  it("escapes as the reference does and never emits a raw newline", () => {
    const line = encodeRecord({ ...EVENT, actor: '<a>&\u2028\u2029\n"é' });
    expect(line).toContain(String.raw`"actor":"\u003ca\u003e\u0026\u2028\u2029\n\"é"`);
    expect(line.indexOf("\n")).toBe(line.length - 1);
  });

  it("sorts keys by bytes and refuses what no reader could recurse into", () => {
    expect(canonicalJson({ "\u{1f600}": 1, "\uffee": 2, a: 3 })).toBe('{"a":3,"\uffee":2,"\u{1f600}":1}');
    let deep: unknown = 0;
    for (let depth = 0; depth < 5000; depth++) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow("exceeded max depth");
  });

  it("is read back as it was written", () => {
    const event = { ...EVENT, payload: JSON.parse('{"__proto__":{"x":1},"t":"a<b"}') as Record<string, unknown> };
    expect(parseRecord(encodeRecord(event).trim(), TYPES)).toMatchObject({ kind: "event", event });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe("parseRecord", () => {
  const without = (change: Record<string, unknown>): string => JSON.stringify({ ...EVENT, ...change });
  const mismatch = (found: string, field: string): string =>
    `json: cannot unmarshal ${found} into Go struct field LedgerEvent.${field}`;
  it.each([
    ["{not-json", "invalid character 'n' looking for beginning of object key string"],
    ['{"a":1', "unexpected end of JSON input"],
    ['{"a":1}{"b":2}', "invalid character '{' after top-level value"],
    ['{"schema_version":1,"job_i{"x":1}', "invalid character 'x' after object key"],
    ["tru", "unexpected end of JSON input"],
    ["trux", "invalid character 'x' in literal true (expecting 'e')"],
    ["[1]", "json: cannot unmarshal array into Go value of type daemon.LedgerEvent"],
    ['"x"', "json: cannot unmarshal string into Go value of type daemon.LedgerEvent"],
    ["null", "schema_version mismatch: got 0 want 1"],
    [without({ schema_version: 2 }), "schema_version mismatch: got 2 want 1"],
    [without({ schema_version: "1" }), mismatch("string", "schema_version of type int")],
    [without({ event_id: 5 }), mismatch("number", "event_id of type string")],
    [without({ payload: [] }), mismatch("array", "payload of type map[string]interface {}")],
    [without({ actor: null }), "actor is required"],
    [without({ job_id: " \u00a0" }), "job_id is required"],
    [without({ request_id: "a b" }), 'request_id "a b" must not contain whitespace'],
    [without({ event_type: "job.done" }), 'invalid event type "job.done"'],
    [without({ occurred_at: "2026-04-28" }), expect.stringContaining("invalid occurred_at: parsing time")],
  ])("gives the reference's reason for %s", (line, error) => {
    expect(parseRecord(line, TYPES)).toMatchObject({ error, hasSeal: false });
  });

  it("tells objects that are no events from what is no object, and sees any field of a seal", () => {
    const kinds = ["{}", "null", "[1]", "{", without({ schema_version: 2 })].map(
      (line) => parseRecord(line, TYPES).kind,
    );
    expect(kinds).toEqual(["refused", "corrupt", "corrupt", "corrupt", "refused"]);
    for (const field of ["at", "durable", "crc"]) {
      expect(parseRecord(without({ [field]: null }), TYPES)).toMatchObject({ kind: "event", hasSeal: true });
    }
  });

  it("is agreed with by the quick reader of own records", () => {
    for (const change of [
      {},
      { event_type: "x" },
      { schema_version: 2 },
      { occurred_at: "?" },
      { payload: { a: 1 } },
    ]) {
      const { hasSeal, ...verdict } = parseRecord(without(change), TYPES);
      expect([hasSeal, parseEvent(without(change), TYPES)]).toEqual([false, verdict]);
    }
  });

  it("drops unknown fields, takes null payloads and keeps padding", () => {
    const parsed = parseRecord(without({ zzz: 1, payload: null, job_id: " j1 " }), TYPES);
    expect(parsed).toMatchObject({ kind: "event", event: { ...EVENT, job_id: " j1 " } });
  });
});
