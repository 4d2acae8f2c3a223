import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ContractError } from "../../generator/document/contract-error.js";
import { loadChecks } from "./load-checks.js";
import { suiteDialects, suiteGroups, type SuiteDialect, type SuiteGroup } from "./official-suite.js";

/** What of the suite is not supported, and why: parts of titles of groups, or of `group: test`. */
interface Unsupported {
  readonly reason: string;
  readonly titles: readonly string[];
}

const UNSUPPORTED = parse(
  readFileSync(new URL("official-suite-unsupported.yaml", import.meta.url), "utf8"),
) as readonly Unsupported[]; // written for this test

/** Titles that matched a failing test. */
const used = new Set<string>();

describe.each(suiteDialects().map((dialect) => [dialect.draft, dialect] as const))("%s", (_draft, dialect) => {
  if (dialect.folder === undefined)
    return it.skip("needs JSON_SCHEMA_TEST_SUITE, the folder that .ci/run fetches", () => undefined);
  const groups = suiteGroups(dialect);
  it("has the suite", () => expect(groups.length).toBeGreaterThan(50));
  it.each(groups.map((group) => [group.title, group] as const))("%s", async (_title, group) => {
    const failures = await failuresOf(group, dialect);
    const listed = group.tests.map(({ description }) => `${group.title}: ${description}`).filter(isListed);
    expect(
      failures.filter((title) => !listed.includes(title)),
      "fails",
    ).toEqual([]);
    expect(
      listed.filter((title) => !failures.includes(title)),
      "is listed as unsupported and passes",
    ).toEqual([]);
  });
  afterAll(() => {
    const stale = UNSUPPORTED.flatMap(({ titles }) => titles).filter((title) => title.startsWith(dialect.draft));
    expect(
      stale.filter((title) => !used.has(title)),
      "listed titles that name nothing",
    ).toEqual([]);
  });
});

function isListed(title: string): boolean {
  const found = UNSUPPORTED.flatMap(({ titles }) => titles).filter((listed) => title.startsWith(listed));
  for (const listed of found) used.add(listed);
  return found.length > 0;
}

/**
 * Titles of the tests that our checks answer otherwise than the suite; all where the schema is refused. It is a file of
 * its own, so that its references start where the suite means them to.
 */
async function failuresOf({ title, schema, tests }: SuiteGroup, { version }: SuiteDialect): Promise<string[]> {
  const all = tests.map(({ description }) => `${title}: ${description}`);
  try {
    const files = { "case.json": schema };
    const { checks } = await loadChecks({ Case: { $ref: "case.json" } }, { version, files });
    const check = checks.get("Case");
    return all.filter((_title, index) => check?.passes(tests[index]?.data) !== tests[index]?.valid);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return all;
  }
}
