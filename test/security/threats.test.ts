import { existsSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const TABLE = readFileSync(new URL("docs/security.md", ROOT), "utf8").split("## Threats")[1] ?? "";
const ROWS = TABLE.split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (?:Who \||---)/.test(line))
  .map((line) => line.split(" | "));

describe("every threat in docs/security.md", () => {
  it("is one row of who, what, protection and test", () => {
    expect(ROWS.length).toBeGreaterThan(15);
    expect(ROWS.filter((cells) => cells.length !== 4)).toEqual([]);
  });

  it.each(ROWS.map((cells) => [cells.slice(0, 2).join(" could ").slice(2), cells[3] ?? ""] as const))(
    "has its test: %s",
    (_, cell) => {
      const match = /^`([^`]+\.test\.ts)`: (.+?) \|$/.exec(cell);
      const file = new URL(match?.[1] ?? "none", ROOT);
      expect(existsSync(file), cell).toBe(true);
      // Line by line, since a script in a text may hold a quote alone.
      const lines = readFileSync(file, "utf8").split("\n");
      const titles = lines.flatMap((line) => [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text ?? ""));
      expect(titles.filter((title) => title.includes(match?.[2] ?? "no title"))).not.toEqual([]);
    },
  );
});
