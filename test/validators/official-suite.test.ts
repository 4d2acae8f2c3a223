import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadChecks } from "./load-checks.js";
import { asComponent, suiteDialects, suiteGroups, type SuiteDialect, type SuiteGroup } from "./official-suite.js";

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
  // No package has the suite of this dialect: see `suiteDialects`.
  if (dialect.folder === undefined) return it.skip("needs JSON_SCHEMA_TEST_SUITE", () => undefined);
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

/** Titles of the tests that our checks answer otherwise than the suite; all where the schema is refused. */
async function failuresOf({ title, schema, tests }: SuiteGroup, { version }: SuiteDialect): Promise<string[]> {
  const all = tests.map(({ description }) => `${title}: ${description}`);
  try {
    const { checks } = await loadChecks({ Case: asComponent(schema) }, { version });
    const check = checks.get("Case");
    return all.filter((_title, index) => check?.passes(tests[index]?.data) !== tests[index]?.valid);
  } catch {
    return all;
  }
}
