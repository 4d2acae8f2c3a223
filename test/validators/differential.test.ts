import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonSchema, jsonValue } from "./arbitrary-schema.js";
import { loadChecks } from "./load-checks.js";

// Replay a failure with SEED=<the number it prints>; RUNS=<n> runs more.
const SEED = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
const ROUNDS = Number(process.env["RUNS"] ?? 4);
const SCHEMAS = 40;
const VALUES = 60;

const NAMES = Array.from({ length: SCHEMAS }, (_, index) => `S${index}`);

/** The same components judged by ajv; undefined for what ajv cannot judge. */
function oracle(schemas: Record<string, unknown>): (name: string, value: unknown) => boolean | undefined {
  const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "contract", components: { schemas } });
  return (name, value) => {
    try {
      return ajv.getSchema(`contract#/components/schemas/${name}`)?.(value) === true;
    } catch (error) {
      if (error instanceof RangeError) return undefined; // a schema that refers to itself without end
      throw error;
    }
  };
}

/**
 * Words that ajv 8.20 gets wrong together (each is pinned in keywords.test.ts); a difference in a schema that has
 * both proves nothing.
 */
const ORACLE_FAULTS: readonly (readonly [RegExp, RegExp])[] = [
  [/"contains"/, /"unevaluatedItems"/], // counts every item as evaluated
  [/"contains"/, /"prefixItems"|"maxContains"/], // takes the empty array for valid
  [/"propertyIsEnumerable"|"isPrototypeOf"/, /"unevaluatedProperties"/], // takes inherited names for evaluated
];

/** Text of a schema and of all that it refers to. */
function fullText(schemas: Readonly<Record<string, unknown>>, name: string): string {
  const own = JSON.stringify(schemas[name]);
  return (
    own +
    [...own.matchAll(/#\/components\/schemas\/(S\d+)/g)].map((match) => fullText(schemas, match[1] ?? "")).join("")
  );
}

describe(`random schemas and values, seed ${SEED}`, () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    it(`ajv agrees, round ${round} (SEED=${SEED})`, async () => {
      // References lead to earlier components only, or recursion could be endless on one value, where every answer is
      // right.
      const schemas = Object.fromEntries(
        NAMES.map((name, index) => {
          const [schema] = fc.sample(jsonSchema(NAMES.slice(Math.max(0, index - 8), index)), {
            seed: SEED + round * SCHEMAS + index,
            numRuns: 1,
          });
          return [name, schema];
        }),
      );
      const { checks } = await loadChecks(schemas);
      const judge = oracle(schemas);
      const values = fc.sample(jsonValue, { seed: SEED + round, numRuns: VALUES });
      const verdicts = { valid: 0, invalid: 0 };
      for (const [name, check] of checks) {
        for (const value of values) {
          const expected = judge(name, value);
          if (expected === undefined) continue;
          const passes = check.passes(value);
          if (
            passes !== expected &&
            ORACLE_FAULTS.some((words) => words.every((word) => word.test(fullText(schemas, name))))
          )
            continue;
          if (passes !== expected)
            expect.fail(`${JSON.stringify({ name, schema: schemas[name], value })}: ajv ${expected}, SEED=${SEED}`);
          verdicts[expected === true ? "valid" : "invalid"] += 1;
        }
      }
      expect(Math.min(verdicts.valid, verdicts.invalid), "both verdicts occur").toBeGreaterThan(100);
    });
  }
});
