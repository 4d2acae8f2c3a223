import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { compareUnions } from "../schema/unions.js";

export const oneOfBecameAnyOf: Rule<SchemaPair> = {
  id: "one-of-became-any-of",
  summary: "`oneOf` became `anyOf`, and its alternatives may overlap: what matches two of them is valid.",
  effect: "widens",
  check: (pair) =>
    compareUnions(pair)
      .overlaps.filter(({ before, hasSameBranches }) => hasSameBranches && before !== undefined)
      .map(() => ({ what: "oneOf became anyOf", at: placeOf(pair.new, "anyOf") })),
};
