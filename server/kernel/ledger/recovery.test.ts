import { describe, expect, it } from "vitest";

import type { BrokenLine, FileFacts } from "./recovery.js";
import { FILE_ROWS, LINE_ROWS, decideRecovery, judgeLine } from "./recovery.js";

const BOTH = [false, true];
const LINES: BrokenLine[] = BOTH.flatMap((isProven) =>
  BOTH.flatMap((isTerminated) =>
    BOTH.flatMap((isOwn) => BOTH.map((showsSeal) => ({ isProven, isTerminated, isOwn, showsSeal }))),
  ),
);
const FILES: FileFacts[] = (["nothing", "end", "segment"] as const).flatMap((missing) =>
  (["none", "foreign", "sealed"] as const).flatMap((damage) =>
    (["whole", "unterminated", "torn", "absent"] as const).map((tail) => ({ missing, damage, tail })),
  ),
);

describe("the recovery tables", () => {
  it("have exactly one row for every line and every file, and no row without one", () => {
    const lineRows = LINES.map((line) => LINE_ROWS.filter(({ matches }) => matches(line)).map(({ name }) => name));
    const fileRows = FILES.map((file) => FILE_ROWS.filter(({ matches }) => matches(file)).map(({ name }) => name));
    expect([LINES.length, FILES.length]).toEqual([16, 36]);
    expect([...lineRows, ...fileRows].filter((names) => names.length !== 1)).toEqual([]);
    expect(new Set(lineRows.flat())).toEqual(new Set(LINE_ROWS.map(({ name }) => name)));
    expect(new Set(fileRows.flat())).toEqual(new Set(FILE_ROWS.map(({ name }) => name)));
  });

  it("never call torn what was durable, and cut nothing but what is torn", () => {
    expect(LINES.filter((line) => line.isProven && judgeLine(line) === "torn")).toEqual([]);
    expect(FILES.filter((file) => file.tail !== "torn" && decideRecovery(file).tail === "cut")).toEqual([]);
  });

  it("change nothing and take nothing where something of this ledger is missing", () => {
    for (const file of FILES.filter(({ missing, damage }) => missing !== "nothing" || damage === "sealed")) {
      expect(decideRecovery(file)).toMatchObject({ tail: "keep", mode: "refusing" });
    }
  });

  it("take mutations wherever the reference would, ready only where every line is an event", () => {
    for (const file of FILES.filter(({ missing, damage }) => missing === "nothing" && damage !== "sealed")) {
      expect(decideRecovery(file).mode).toBe(file.damage === "none" ? "open" : "degraded");
    }
  });
});
