import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import { patternChanges } from "../schema/pattern-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const patternAdded: Rule<SchemaPair> = {
  id: "pattern-added",
  summary: "Texts must match a further pattern.",
  effect: "narrows",
  check: (pair) => {
    const { lost, gained } = patternChanges(pair);
    if (gained.length === 0 || lost.length > 0) return [];
    return [{ what: `pattern ${gained.join(", ")} was added`, at: placeOf(pair.new, "pattern") }];
  },
};
