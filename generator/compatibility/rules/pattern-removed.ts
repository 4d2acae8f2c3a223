import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import { patternChanges } from "../schema/pattern-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const patternRemoved: Rule<SchemaPair> = {
  id: "pattern-removed",
  summary: "Texts need not match a pattern any more.",
  effect: "widens",
  check: (pair) => {
    const { lost, gained } = patternChanges(pair);
    if (lost.length === 0 || gained.length > 0) return [];
    return [{ what: `pattern ${lost.join(", ")} was removed`, at: placeOf(pair.new) }];
  },
};
