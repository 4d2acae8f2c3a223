import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import { patternChanges } from "../schema/pattern-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const patternChanged: Rule<SchemaPair> = {
  id: "pattern-changed",
  summary: "Texts must match another pattern. Whether it lets more or less through is not decided.",
  effect: "changes",
  check: (pair) => {
    const { lost, gained } = patternChanges(pair);
    if (lost.length === 0 || gained.length === 0) return [];
    const what = `pattern changed from ${lost.join(", ")} to ${gained.join(", ")}`;
    return [{ what, at: placeOf(pair.new, "pattern") }];
  },
};
