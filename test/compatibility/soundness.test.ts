import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareContracts } from "../../generator/compatibility/compare-contracts.js";
import type { Finding } from "../../generator/findings/finding.js";
import { jsonSchema, jsonValue } from "../validators/arbitrary-schema.js";
import { loadChecks, type LoadedCheck } from "../validators/load-checks.js";
import { changedSchema } from "./arbitrary-change.js";
import { readSide } from "./compare-files.js";
import { proposals } from "./proposals.js";

// Replay a failure with SEED=<the number it prints>; RUNS=<n> runs more.
const SEED = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
const ROUNDS = Number(process.env["RUNS"] ?? 2);
const PAIRS = 60;
const VALUES = 150;

/** Warnings and infos that may refuse a valid value, each with its reason in docs/compatibility.md. */
const EXCEPTIONS = {
  request: ["optional-property-added", "one-of-overlap"],
  reply: ["optional-property-removed", "one-of-overlap"],
} as const;

type JsonObject = Record<string, unknown>;
type Pair = { readonly old: JsonObject; readonly new: JsonObject };

/** A contract with one operation per schema that takes and gives its values, at `/0`, `/1` and so on. */
function contractOf(schemas: readonly JsonObject[]): string {
  const paths = schemas.map((schema, index) => {
    const content = { "application/json": { schema } };
    const post = {
      requestBody: { required: true, content },
      responses: { "204": { description: "Done." } },
    };
    const get = { responses: { "200": { description: "A value.", content } } };
    return [`/${index}`, { post, get }];
  });
  return JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: Object.fromEntries(paths) });
}

function findingsOf(pairs: readonly Pair[]): Finding[] {
  const texts: Readonly<Record<string, string>> = {
    "old.json": contractOf(pairs.map(({ old }) => old)),
    "new.json": contractOf(pairs.map((pair) => pair.new)),
  };
  const read = (file: string): string => texts[file] ?? "";
  return compareContracts({ old: readSide("old.json", read), new: readSide("new.json", read) }, "2026-04-28");
}

async function checksOf(pairs: readonly Pair[]): Promise<ReadonlyMap<string, LoadedCheck>> {
  const schemas = pairs.flatMap((pair, index): [string, JsonObject][] => [
    [`Old${index}`, pair.old],
    [`New${index}`, pair.new],
  ]);
  return (await loadChecks(Object.fromEntries(schemas))).checks;
}

/** Which rules spoke of an operation, and whether one of them was an error. */
function verdict(findings: readonly Finding[], method: string, index: number): { isBroken: boolean; rules: string[] } {
  const own = findings.filter(({ pointer }) => pointer.startsWith(`#/paths/~1${index}/${method}/`));
  return { isBroken: own.some(({ severity }) => severity === "error"), rules: own.map(({ rule }) => rule) };
}

describe(`random changes, seed ${SEED}`, () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    `no value is lost without an error, round %i (SEED=${SEED})`,
    { timeout: 120_000 },
    async (round) => {
      const pairs = fc.sample(changedSchema(jsonSchema([])), { seed: SEED + round, numRuns: PAIRS });
      const values = fc.sample(jsonValue, { seed: SEED + round, numRuns: VALUES });
      const findings = findingsOf(pairs);
      const checks = await checksOf(pairs);
      let silent = 0;
      for (const [index, pair] of pairs.entries()) {
        for (const [direction, method] of [
          ["request", "post"],
          ["reply", "get"],
        ] as const) {
          const { isBroken, rules } = verdict(findings, method, index);
          if (isBroken || EXCEPTIONS[direction].some((rule) => rules.includes(rule))) continue;
          silent += 1;
          const [from, to] = direction === "request" ? ["Old", "New"] : ["New", "Old"];
          const likely = proposals(direction === "request" ? pair.old : pair.new, SEED + round);
          const lost = [...values, ...likely].filter(
            (value) =>
              checks.get(`${from}${index}`)?.passes(value) === true &&
              checks.get(`${to}${index}`)?.passes(value) === false,
          );
          const story = JSON.stringify({ direction, rules, ...pair });
          expect(lost.map((value) => `${JSON.stringify(value)} is lost: ${story}`).slice(0, 1)).toEqual([]);
        }
      }
      expect(silent).toBeGreaterThan(PAIRS / 10);
    },
  );
});
