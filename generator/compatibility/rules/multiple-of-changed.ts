import type { Rule } from "../rule.js";
import { multipleChanges } from "../schema/multiple-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const multipleOfChanged: Rule<SchemaPair> = {
  id: "multiple-of-changed",
  summary: "Numbers must be multiples of another number.",
  effect: "changes",
  check: (pair) => {
    const { lost, gained } = multipleChanges(pair);
    if (lost.length === 0 || gained.length === 0) return [];
    const what = `multipleOf changed from ${lost.join(", ")} to ${gained.join(", ")}`;
    return [{ what, at: placeOf(pair.new, "multipleOf") }];
  },
};
