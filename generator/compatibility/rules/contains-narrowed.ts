import type { Rule } from "../rule.js";
import { containsChange } from "../schema/contains-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const containsNarrowed: Rule<SchemaPair> = {
  id: "contains-narrowed",
  summary: "A list must have an item of a kind, or more of them: `contains`, `minContains`.",
  effect: "narrows",
  check: (pair) =>
    containsChange(pair) === "narrows"
      ? [{ what: "must contain more items of a kind", at: placeOf(pair.new, "minContains", "contains") }]
      : [],
};
