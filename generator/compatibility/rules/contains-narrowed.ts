import type { Rule } from "../rule.js";
import { containsChange, containsText } from "../schema/contains-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const containsNarrowed: Rule<SchemaPair> = {
  id: "contains-narrowed",
  summary: "A list must have an item of a kind, or more or fewer of them: `contains`, `minContains`, `maxContains`.",
  effect: "narrows",
  check: (pair) => {
    if (containsChange(pair) !== "narrows") return [];
    const what = `items of a kind: ${containsText(pair.new)} instead of ${containsText(pair.old)}`;
    return [{ what, at: placeOf(pair.new, "minContains", "maxContains", "contains") }];
  },
};
