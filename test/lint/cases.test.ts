import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { formatJudgement } from "../../generator/findings/format.js";
import { lintContract } from "../../generator/lint/lint-contract.js";
import { readText } from "../../generator/load-contract.js";
import { ALL_RULES, FILED_RULES } from "./rules.js";

// A folder per rule, named after it, with a contract that breaks it and what is told. UPDATE=1 writes that.
const CASES = "test/lint/cases";
const FOLDERS = readdirSync(CASES).sort();
const DOCUMENT = "docs/lint.md";

async function told(document: string): Promise<string> {
  const findings = await lintContract({ document, overlays: [] }, readText);
  const text = formatJudgement({ findings, accepted: [] }, "text", (_severity, word) => word);
  return `${text.replaceAll(`${CASES}/`, "")}\n`;
}

it("every rule has a case, a file and an entry in the index", () => {
  expect(FOLDERS).toEqual(ALL_RULES.map(({ id }) => id).sort());
  const files = readdirSync("generator/lint/rules").filter((file) => file !== "index.ts");
  expect(files.sort()).toEqual(FILED_RULES.map(({ id }) => `${id}.ts`).sort());
});

it.each(FOLDERS)("%s is found, and nothing else", async (id) => {
  const folder = join(CASES, id);
  const document = ["openapi.yaml", "openapi.json"].map((name) => join(folder, name)).find(existsSync);
  const text = await told(document ?? "");
  const golden = join(folder, "expected.txt");
  if (process.env["UPDATE"] === "1") writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
  const rules = text
    .split("\n")
    .slice(0, -2)
    .map((line) => line.split(" ")[1]);
  expect(new Set(rules)).toEqual(new Set([id]));
});

it("docs/lint.md has every rule as it is; UPDATE=1 writes its table", () => {
  const rows = ALL_RULES.map(({ id, severity, summary }) => `| \`${id}\` | ${severity} | ${summary} |`);
  const table = ["| rule | | |", "| --- | --- | --- |", ...rows].join("\n");
  const [prose = ""] = readFileSync(DOCUMENT, "utf8").split("\n## Rules\n");
  const expected = `${prose}\n## Rules\n\n${table}\n`;
  if (process.env["UPDATE"] === "1") writeFileSync(DOCUMENT, expected);
  expect(readFileSync(DOCUMENT, "utf8")).toBe(expected);
});
