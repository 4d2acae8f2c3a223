import type { Rule } from "../rule.js";
import { containsChange, containsText } from "../schema/contains-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const containsWidened: Rule<SchemaPair> = {
  id: "contains-widened",
  summary:
    "A list need not have an item of a kind any more, or may have fewer or more of them: `contains`, `minContains`, " +
    "`maxContains`.",
  effect: "widens",
  check: (pair) => {
    if (containsChange(pair) !== "widens") return [];
    const what = `items of a kind: ${containsText(pair.new)} instead of ${containsText(pair.old)}`;
    return [{ what, at: placeOf(pair.new, "minContains", "maxContains", "contains") }];
  },
};
