import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareFiles } from "./compare-files.js";
import { ALL_RULES } from "./all-rules.js";

// A folder per rule, named after it: what it finds from old.yaml to new.yaml, and on the way back.
// UPDATE=1 writes both.
const CASES = "test/compatibility/cases";
const FOLDERS = readdirSync(CASES).sort();

function told(from: string, to: string): string {
  const lines = compareFiles(from, to).map((line) => line.replaceAll(`${CASES}/`, ""));
  return lines.map((line) => `${line}\n`).join("");
}

function golden(file: string, text: string): string {
  if (process.env["UPDATE"] === "1") writeFileSync(file, text);
  return readFileSync(file, "utf8");
}

it("every rule has a case, and every case a rule", () => {
  expect(FOLDERS).toEqual(ALL_RULES.map(({ id }) => id).sort());
});

/** Rules that may not find the way back: what narrows one way widens the other. */
const ONE_WAY = new Set(
  ALL_RULES.filter(({ effect }) => effect === "narrows" || effect === "widens").map(({ id }) => id),
);

describe.each(FOLDERS)("%s", (id) => {
  const folder = join(CASES, id);
  const [old, now] = [join(folder, "old.yaml"), join(folder, "new.yaml")];

  it("is found, and what else changed with it", () => {
    const text = told(old, now);
    expect(text).toBe(golden(join(folder, "expected.txt"), text));
    expect(text).toContain(` ${id} `);
  });

  it("has its opposite on the way back", () => {
    const text = told(now, old);
    expect(text).toBe(golden(join(folder, "inverse.txt"), text));
    if (ONE_WAY.has(id)) expect(text).not.toContain(` ${id} `);
  });
});
