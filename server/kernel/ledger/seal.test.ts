import { describe, expect, it } from "vitest";

import { cutSeal, readSeal, sealLine, showsSeal } from "./seal.js";

const RECORD = '{"schema_version":1,"actor":"é","payload":{"a":",\\"crc\\":\\"00000000\\"}"}}';
const SEALED = sealLine(RECORD, 41, 7);

describe("a seal", () => {
  it("stands behind the record's fields and is cut off again", () => {
    expect(SEALED).toBe(`${RECORD.slice(0, -1)},"at":41,"durable":7,"crc":"e25260f9"}\n`);
    expect([cutSeal(SEALED.trim()), cutSeal(RECORD)]).toEqual([RECORD, RECORD]);
    expect(readSeal(Buffer.from(SEALED.trim()), 41)).toMatchObject({ kind: "sealed", seal: { at: 41, durable: 7 } });
  });

  it("belongs to one place in the file", () => {
    const error = "sealed record is damaged: written for byte 41, found at byte 42";
    expect(readSeal(Buffer.from(SEALED.trim()), 42)).toEqual({ kind: "broken", error });
  });

  it("holds for no other bytes: no flip of a bit passes as sealed", () => {
    const line = Buffer.from(SEALED.trim());
    for (let bit = 0; bit < line.length * 8; bit++) {
      const damaged = Buffer.from(line);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readSeal(damaged, 41)?.kind === "sealed").toBe(false);
    }
  });

  it("is not imitated by a text inside a record, and is seen in what is left of one", () => {
    expect(readSeal(Buffer.from(RECORD), 0)).toBeUndefined();
    expect([RECORD, SEALED.slice(90), "{"].map((text) => showsSeal(Buffer.from(text)))).toEqual([false, true, false]);
  });
});
