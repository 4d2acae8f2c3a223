import type { Rule } from "../rule.js";
import { multipleChanges } from "../schema/multiple-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const multipleOfWidened: Rule<SchemaPair> = {
  id: "multiple-of-widened",
  summary: "Numbers need not be multiples of a number any more.",
  effect: "widens",
  check: (pair) => {
    const { lost, gained } = multipleChanges(pair);
    if (lost.length === 0 || gained.length > 0) return [];
    return [{ what: `need not be a multiple of ${lost.join(", ")} any more`, at: placeOf(pair.new, "multipleOf") }];
  },
};
