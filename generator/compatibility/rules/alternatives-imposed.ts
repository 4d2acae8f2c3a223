import type { Rule } from "../rule.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { compareUnions } from "../schema/unions.js";

export const alternativesImposed: Rule<SchemaPair> = {
  id: "alternatives-imposed",
  summary: "Values must also match an alternative of an `anyOf` or `oneOf` that was not there.",
  effect: "narrows",
  check: (pair) =>
    compareUnions(pair).gained.map(({ cursor, isExclusive }) => ({
      what: `must match ${isExclusive ? "oneOf" : "anyOf"} now`,
      at: cursor,
    })),
};
