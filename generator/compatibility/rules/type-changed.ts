import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { nameTypes, typeChanges } from "../schema/type-names.js";

export const typeChanged: Rule<SchemaPair> = {
  id: "type-changed",
  summary: "Values must be of another type.",
  effect: "changes",
  check: (pair) => {
    const { lost, gained } = typeChanges(pair);
    if (gained === 0 || lost === 0) return [];
    const what = `type changed from ${nameTypes(pair.old.types)} to ${nameTypes(pair.new.types)}`;
    return [{ what, at: placeOf(pair.new, "type") }];
  },
};
