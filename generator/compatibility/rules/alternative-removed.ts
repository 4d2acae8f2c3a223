import type { Rule } from "../rule.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { compareUnions } from "../schema/unions.js";

export const alternativeRemoved: Rule<SchemaPair> = {
  id: "alternative-removed",
  summary: "An alternative of `anyOf` or `oneOf` is gone, and no other takes all that it took.",
  effect: "narrows",
  check: (pair) =>
    compareUnions(pair).removed.map(({ name, normal }) => ({
      what: `alternative ${name} was removed`,
      was: normal.parts[0]?.cursor,
    })),
};
