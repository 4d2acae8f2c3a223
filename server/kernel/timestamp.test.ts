import { describe, expect, it } from "vitest";

import { timestampFault } from "./ledger/timestamp-fault.js";
import { LATEST_MS, formatTimestamp, parseTimestamp, properTimestamp } from "./timestamp.js";

describe("formatTimestamp", () => {
  it.each([
    [Date.UTC(2026, 3, 28, 12), "2026-04-28T12:00:00Z"],
    [Date.UTC(2026, 3, 28, 12, 0, 0, 120), "2026-04-28T12:00:00.12Z"],
    [Date.UTC(2026, 3, 28, 12, 0, 10, 100), "2026-04-28T12:00:10.1Z"],
  ])("trims the fraction of %d", (ms, text) => {
    expect(formatTimestamp(ms)).toBe(text);
    expect(parseTimestamp(text)).toBe(ms);
  });

  it("tells no time that nobody could read", () => {
    expect(formatTimestamp(LATEST_MS)).toBe("9999-12-31T23:59:59.999Z");
    expect(() => formatTimestamp(LATEST_MS + 1)).toThrow("no time behind the year 9999");
  });
});

describe("properTimestamp", () => {
  it.each([
    ["2026-04-28T12:00:00.5+23:59", "2026-04-28T12:00:00.5+23:59"],
    ["2026-04-28T12:00:00,5Z", "2026-04-28T12:00:00.5Z"],
    ["2026-04-28T12:00:00+24:00", "2026-04-27T12:00:00Z"],
    ["9999-12-31T23:59:59-24:00", "9999-12-31T23:59:59.999Z"],
    ["0000-01-01T00:00:00+24:00", "0000-01-01T00:00:00Z"],
  ])("makes of %s what RFC 3339 has", (text, proper) => {
    expect(properTimestamp(text, parseTimestamp(text) ?? Number.NaN)).toBe(proper);
  });
});

describe("parseTimestamp", () => {
  it("takes offsets and rounds fractions up", () => {
    expect(parseTimestamp("2026-04-28T14:00:00+02:00")).toBe(Date.UTC(2026, 3, 28, 12));
    expect(parseTimestamp("2026-04-28T10:30:00-01:30")).toBe(Date.UTC(2026, 3, 28, 12));
    expect(parseTimestamp("2026-04-28T12:00:00.000000001Z")).toBe(Date.UTC(2026, 3, 28, 12, 0, 0, 1));
  });

  it.each([
    ["2026-04-28T11:00:00", 'as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "" as "Z07:00"'],
    ["2026-04-28", 'as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "" as "T"'],
    ["garbage", 'as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "garbage" as "2006"'],
    ["2026-13-28T11:00:00Z", ": month out of range"],
    ["2026-02-30T11:00:00Z", ": day out of range"],
    ["2026-02-20T11:00:00Zjunk", ': extra text: "junk"'],
  ])("refuses %s in the reference's words", (text, reason) => {
    expect(parseTimestamp(text)).toBeUndefined();
    const separator = reason.startsWith(":") ? "" : " ";
    expect(timestampFault(text)).toBe(`parsing time "${text}"${separator}${reason}`);
  });

  it("reads a time on a day it has just seen as it reads any other", () => {
    for (const text of [
      "00:00:00Z",
      "23:59:59.9Z",
      "12:34:56.07Z",
      "12:34:56.007Z",
      "24:00:00Z",
      "1a:00:00Z",
      "12:00:00.Z",
    ]) {
      parseTimestamp("2025-01-01T00:00:00Z");
      const fresh = parseTimestamp(`2026-04-28T${text}`);
      parseTimestamp("2026-04-28T07:00:00+02:00");
      expect(parseTimestamp(`2026-04-28T${text}`)).toBe(fresh);
    }
    expect(parseTimestamp("2026-04-28T12:34:56.07Z")).toBe(Date.UTC(2026, 3, 28, 12, 34, 56, 70));
  });

  it("agrees with timestampFault on what a time is", () => {
    for (const text of ["2026-04-28T12:00:00Z", "2026-04-28T12:00:00,5+00:00", "0000-02-29T00:00:00Z"]) {
      expect(timestampFault(text)).toBeUndefined();
      expect(parseTimestamp(text)).toBeDefined();
    }
  });
});
