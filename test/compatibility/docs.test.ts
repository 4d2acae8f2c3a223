import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { severitiesOf, type Rule } from "../../generator/compatibility/rule.js";
import * as rules from "../../generator/compatibility/rules/index.js";
import * as schemaRules from "../../generator/compatibility/schema/rules.js";
import { ALL_RULES } from "./all-rules.js";

const DOCUMENT = "docs/compatibility.md";

/** The tables of the document, by the heading above them. */
const TABLES: Readonly<Record<string, readonly Rule<never>[]>> = {
  "The contract as a whole": rules.CONTRACT_RULES,
  "Base URLs": rules.SERVER_RULES,
  "Operations, webhooks, callbacks and security": rules.OPERATION_RULES,
  Parameters: rules.PARAMETER_RULES,
  "Request bodies": rules.BODY_RULES,
  "Media types": rules.CONTENT_RULES,
  Responses: rules.RESPONSE_RULES,
  Links: rules.LINK_RULES,
  Headers: rules.HEADER_RULES,
  "Types of parameters and headers": [...schemaRules.TEXT_RULES, ...schemaRules.LIST_RULES],
  "Types, values and limits": schemaRules.SCHEMA_RULES,
  "Alternatives, discriminators and defaults": schemaRules.UNION_RULES,
  Properties: schemaRules.MEMBER_RULES,
};

function table(list: readonly Rule<never>[]): string {
  const rows = list.map((rule) => {
    const { request, reply } = severitiesOf(rule);
    return `| \`${rule.id}\` | ${request ?? "-"} | ${reply ?? "-"} | ${rule.summary} |`;
  });
  return ["| rule | request | reply | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

it("docs/compatibility.md has every rule as it is; UPDATE=1 writes its tables", () => {
  const text = readFileSync(DOCUMENT, "utf8");
  const [prose = ""] = text.split("\n### The contract as a whole\n");
  const tables = Object.entries(TABLES).map(([heading, list]) => `### ${heading}\n\n${table(list)}\n`);
  const expected = `${prose}\n${tables.join("\n")}`;
  if (process.env["UPDATE"] === "1") writeFileSync(DOCUMENT, expected);
  expect(readFileSync(DOCUMENT, "utf8")).toBe(expected);
});

it("every file of rules/ holds the rule that it is named after, and a list has it", () => {
  const files = readdirSync("generator/compatibility/rules").filter((file) => file !== "index.ts");
  expect(files.sort()).toEqual(ALL_RULES.map(({ id }) => `${id}.ts`).sort());
});

it("every summary is a sentence of its own", () => {
  const summaries = ALL_RULES.map(({ summary }) => summary);
  expect(summaries.filter((summary) => !summary.endsWith("."))).toEqual([]);
  expect(new Set(summaries).size).toBe(summaries.length);
});
