import type { Rule } from "../rule.js";
import { multipleChanges } from "../schema/multiple-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const multipleOfNarrowed: Rule<SchemaPair> = {
  id: "multiple-of-narrowed",
  summary: "Numbers must be multiples of a number that they need not be multiples of.",
  effect: "narrows",
  check: (pair) => {
    const { lost, gained } = multipleChanges(pair);
    if (gained.length === 0 || lost.length > 0) return [];
    return [{ what: `must be a multiple of ${gained.join(", ")} now`, at: placeOf(pair.new, "multipleOf") }];
  },
};
