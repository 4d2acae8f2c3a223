import type { Rule } from "../rule.js";
import { containsChange } from "../schema/contains-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const containsWidened: Rule<SchemaPair> = {
  id: "contains-widened",
  summary: "A list need not have an item of a kind any more, or fewer of them: `contains`, `minContains`.",
  effect: "widens",
  check: (pair) =>
    containsChange(pair) === "widens"
      ? [{ what: "need not contain as many items of a kind", at: placeOf(pair.new, "minContains", "contains") }]
      : [],
};
