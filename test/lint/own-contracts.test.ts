import { describe, expect, it } from "vitest";
import { readConfig } from "../../generator/config.js";
import { judge, readAcceptances } from "../../generator/findings/accepted.js";
import type { Finding } from "../../generator/findings/finding.js";
import { lintContract } from "../../generator/lint/lint-contract.js";
import { readText } from "../../generator/load-contract.js";

const ACCEPTED = "openapi/accepted-findings.yaml";
const CONFIG = "specwright.config.yaml";

it("the contracts here have no findings but those that are accepted, and need every acceptance", async () => {
  const findings: Finding[] = [];
  for (const contract of readConfig(CONFIG, readText(CONFIG)).contracts)
    findings.push(...(await lintContract(contract, readText)));
  const { findings: left, accepted } = judge(findings, readAcceptances(ACCEPTED, readText(ACCEPTED)));
  expect(left).toEqual([]);
  expect(accepted.filter(({ finding }) => finding.place.file === "openapi/taskrunner.yaml")).toHaveLength(3);
});

it("the overlay of JobSpec mends an alternative that could never be answered", async () => {
  const upstream = await lintContract({ document: "openapi/jobspec.yaml", overlays: [] }, readText);
  expect(upstream.map(({ rule, message }) => [rule, message])).toEqual([
    [
      "unreachable-alternative",
      "alternative OpenClawDaemonNotReady is never valid: what matches it matches ErrorResponse too",
    ],
  ]);
});

describe("keys that stand twice", () => {
  const lint = async (file: string, text: string): Promise<string[]> =>
    (await lintContract({ document: file, overlays: [] }, () => text)).map(
      ({ rule, message, place: { line, column } }) => `${line}:${column} ${rule} ${message}`,
    );
  const twice = (key: string): string => `duplicate-key key "${key}" stands twice in this object`;

  it("in YAML, where the parser refuses them: all are told, each once", async () => {
    const text = [
      'info: { title: a, version: "1", title: b }',
      "openapi: 3.1.0",
      "paths: {}",
      "components:",
      "  schemas:",
      "    A: {}",
      "    B: {}",
      "    A: {}",
      "",
    ].join("\n");
    expect(await lint("a.yaml", text)).toEqual([`1:33 ${twice("title")}`, `8:5 ${twice("A")}`]);
  });

  it("in JSON, where the parser takes the last: keys in texts and of other objects are none", async () => {
    const text = `{"openapi":"3.1.0","info":{"title":"{\\"a\\":1,\\"a\\":2}","version":"1"},
"paths":{},"x-a":{"b":[{"c":1},{"c":2}],"b":{"\\u0063":1,"c":2}}}`;
    expect(await lint("a.json", text)).toEqual([`2:41 ${twice("b")}`, `2:57 ${twice("c")}`]);
  });
});
