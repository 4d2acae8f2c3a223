import type { Rule } from "../rule.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { compareUnions } from "../schema/unions.js";

export const alternativeAdded: Rule<SchemaPair> = {
  id: "alternative-added",
  summary: "There is a further alternative of `anyOf` or `oneOf`, with values that no other took.",
  effect: "widens",
  check: (pair) =>
    compareUnions(pair).added.map(({ name, normal }) => ({
      what: `alternative ${name} was added`,
      at: normal.parts[0]?.cursor,
    })),
};
