import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One schema of the JSON-Schema-Test-Suite and values for it. */
export interface SuiteGroup {
  /** `draft4 ref.json: root pointer ref`. */
  readonly title: string;
  readonly schema: unknown;
  readonly tests: readonly SuiteTest[];
}

export interface SuiteTest {
  readonly description: string;
  readonly data: unknown;
  readonly valid: boolean;
}

/** A dialect of the suite and the OpenAPI version that it is read as. */
export interface SuiteDialect {
  readonly draft: "draft4" | "draft2020-12";
  readonly version: string;
  /** Folder with the files of the draft; undefined where there is none on this machine. */
  readonly folder: string | undefined;
}

/**
 * OpenAPI 3.0's dialect comes of draft 4, whose part of the suite the npm package `json-schema-test-suite` has. Only a
 * Debian package has that of 2020-12: `.ci/run` fetches it and names it by `JSON_SCHEMA_TEST_SUITE`.
 */
export function suiteDialects(): SuiteDialect[] {
  const installed = dirname(createRequire(import.meta.url).resolve("json-schema-test-suite/package.json"));
  const clone = process.env["JSON_SCHEMA_TEST_SUITE"];
  const current = clone === undefined ? undefined : join(clone, "tests/draft2020-12");
  return [
    { draft: "draft4", version: "3.0.3", folder: join(installed, "tests/draft4") },
    { draft: "draft2020-12", version: "3.1.0", folder: current },
  ];
}

/** The required files of a dialect and those about formats. */
export function suiteGroups({ draft, folder }: SuiteDialect): SuiteGroup[] {
  if (folder === undefined) return [];
  return ["", "optional/format", "optional"].flatMap((part) => {
    const inside = join(folder, part);
    if (!existsSync(inside)) return [];
    const names = readdirSync(inside).filter((name) => name.endsWith(".json"));
    // Of the other optional files only draft 4's about formats is meant.
    const files = part === "optional" ? names.filter((name) => name === "format.json") : names;
    return files.sort().flatMap((file) => readGroups(join(inside, file), `${draft} ${join(part, file)}`));
  });
}

interface RawGroup {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly SuiteTest[];
}

function readGroups(file: string, title: string): SuiteGroup[] {
  const groups = JSON.parse(readFileSync(file, "utf8")) as RawGroup[]; // the suite's own form
  return groups.map(({ description, schema, tests }) => ({ title: `${title}: ${description}`, schema, tests }));
}
