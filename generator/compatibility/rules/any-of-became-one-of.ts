import type { Rule } from "../rule.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { compareUnions } from "../schema/unions.js";

export const anyOfBecameOneOf: Rule<SchemaPair> = {
  id: "any-of-became-one-of",
  summary: "`anyOf` became `oneOf`, and its alternatives may overlap: what matches two of them is refused.",
  effect: "narrows",
  check: (pair) =>
    compareUnions(pair)
      .overlaps.filter(({ now, hasSameBranches }) => hasSameBranches && now !== undefined)
      .map(({ now }) => ({ what: "anyOf became oneOf", at: now?.cursor })),
};
