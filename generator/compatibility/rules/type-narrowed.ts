import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { nameTypes, typeChanges } from "../schema/type-names.js";

export const typeNarrowed: Rule<SchemaPair> = {
  id: "type-narrowed",
  summary: "Values may be of fewer types.",
  effect: "narrows",
  check: (pair) => {
    const { lost, gained } = typeChanges(pair);
    if (lost === 0 || gained !== 0) return [];
    const what = `type changed from ${nameTypes(pair.old.types)} to ${nameTypes(pair.new.types)}`;
    return [{ what, at: placeOf(pair.new, "type") }];
  },
};
