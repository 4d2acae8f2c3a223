import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { severitiesOf } from "../../generator/compatibility/rule.js";
import { ALL_RULES } from "./all-rules.js";
import { compareTexts } from "./compare-files.js";

interface Row {
  readonly checks: readonly string[];
  readonly rules: readonly string[];
  readonly wide?: unknown;
  readonly narrow?: unknown;
  readonly not?: string;
}

const DOCUMENT = "docs/oasdiff.md";
// The file says its shape at its head.
const ROWS = parse(readFileSync("test/compatibility/oasdiff.yaml", "utf8")) as readonly Row[];

/** `a-{b,c}` is `a-b` and `a-c`. */
function expand(check: string): string[] {
  const [, before = "", choices = "", after = ""] = /^(.*?)\{([^}]*)\}(.*)$/.exec(check) ?? [];
  if (choices === "") return [check];
  return choices.split(",").flatMap((choice) => expand(`${before}${choice}${after}`));
}

it("every rule that is named is there, and every check is named once", () => {
  const ids = new Set(ALL_RULES.map(({ id }) => id));
  expect(ROWS.flatMap(({ rules }) => rules).filter((id) => !ids.has(id))).toEqual([]);
  const checks = ROWS.flatMap((row) => row.checks.flatMap(expand));
  expect(checks.filter((check, index) => checks.indexOf(check) !== index)).toEqual([]);
  expect(checks.length).toBeGreaterThan(600);
  expect(ROWS.filter(({ rules, not }) => rules.length === 0 && not === undefined)).toEqual([]);
});

const TRIED = ROWS.filter((row) => "narrow" in row);

/** Where a value may stand, with the way that it goes. */
const PLACES: Readonly<Record<string, (schema: unknown) => object>> = {
  "request body": (schema) => ({ requestBody: body(schema) }),
  "request property": (schema) => ({ requestBody: body({ type: "object", properties: { p: schema } }) }),
  "request parameter": (schema) => ({ parameters: [{ name: "q", in: "query", schema }] }),
  "parameter with content": (schema) => ({ parameters: [{ name: "q", in: "query", content: body(schema).content }] }),
  "reply body": (schema) => ({ responses: { "200": { description: "d", ...body(schema) } } }),
  "reply property": (schema) => ({
    responses: { "200": { description: "d", ...body({ type: "object", properties: { p: schema } }) } },
  }),
  "reply header": (schema) => ({
    responses: { "200": { description: "d", headers: { H: { schema } } } },
  }),
};

function body(schema: unknown): { readonly content: object } {
  return { content: { "application/json": { schema } } };
}

const tagged = (kind: string): object => ({ type: "object", required: ["k"], properties: { k: { const: kind } } });

function contract(operation: object): string {
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/x": { post: { responses: { "204": { description: "d" } }, ...operation } } },
    components: { schemas: { Cat: tagged("cat"), Dog: tagged("dog") } },
  });
}

describe.each(TRIED.map((row): [string, Row] => [row.checks.join(" "), row]))("%s", (_checks, row) => {
  it.each(Object.entries(PLACES))("is told of in a %s, and as grave as it is there", (place, make) => {
    const [narrows = "", widens = narrows] = row.rules;
    const direction = place.startsWith("reply") ? "reply" : "request";
    for (const [id, from, to] of [
      [narrows, row.wide, row.narrow],
      [widens, row.narrow, row.wide],
    ] as const) {
      const rule = ALL_RULES.find((candidate) => candidate.id === id);
      const found = compareTexts(contract(make(from)), contract(make(to))).map(({ rule, severity }) => [
        rule,
        severity,
      ]);
      expect(found).toEqual([[id, rule === undefined ? undefined : severitiesOf(rule)[direction]]]);
    }
  });
});

it("docs/oasdiff.md has the table; UPDATE=1 writes it", () => {
  const rows = ROWS.map(({ checks, rules, not }) => {
    const ours = rules.map((id) => `\`${id}\``).join(", ") || "-";
    return `| ${checks.map((check) => `\`${check}\``).join(", ")} | ${ours} | ${not ?? ""} |`;
  });
  const table = ["| oasdiff | specwright | |", "| --- | --- | --- |", ...rows].join("\n");
  const [prose = ""] = readFileSync(DOCUMENT, "utf8").split("\n| oasdiff |");
  const expected = `${prose}\n${table}\n`;
  if (process.env["UPDATE"] === "1") writeFileSync(DOCUMENT, expected);
  expect(readFileSync(DOCUMENT, "utf8")).toBe(expected);
});
