import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { print, printNote, showStep } from "./terminal.js";

const CLEAR = "\r\u001b[K";
let written: string[] = [];
const isTTY = process.stderr.isTTY;

beforeEach(() => {
  written = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
  }
  process.stderr.isTTY = true;
  process.stderr.columns = 20;
});

afterEach(() => {
  printNote("");
  process.stderr.isTTY = isTTY;
  vi.restoreAllMocks();
});

function afterMs(elapsedMs: number): void {
  vi.spyOn(performance, "now").mockReturnValue(elapsedMs);
}

describe("a step", () => {
  it("is shown in one line of the terminal, which what is written next takes away", () => {
    afterMs(1_000);
    showStep("reading");
    showStep("operations and schemas");
    print("done");
    printNote("note");
    const shown = [`${CLEAR}reading`, `${CLEAR}operations and sche`];
    expect(written).toEqual([...shown, CLEAR, "done\n", "note\n"]);
  });

  it("is not shown in the first second", () => {
    afterMs(999);
    showStep("reading");
    expect(written).toEqual([]);
  });

  it("is not shown where nobody watches", () => {
    afterMs(5_000);
    process.stderr.isTTY = false;
    showStep("reading");
    printNote("note");
    expect(written).toEqual(["note\n"]);
  });
});
