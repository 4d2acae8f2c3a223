import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { compareUnions } from "../schema/unions.js";

export const alternativesLifted: Rule<SchemaPair> = {
  id: "alternatives-lifted",
  summary: "Values need not match the alternatives of an `anyOf` or `oneOf` any more.",
  effect: "widens",
  check: (pair) =>
    compareUnions(pair).lost.map(({ isExclusive }) => ({
      what: `need not match ${isExclusive ? "oneOf" : "anyOf"} any more`,
      at: placeOf(pair.new),
    })),
};
