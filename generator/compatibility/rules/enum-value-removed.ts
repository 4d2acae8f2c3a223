import type { Rule } from "../rule.js";
import { missingValues, valuesText } from "../schema/enum-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const enumValueRemoved: Rule<SchemaPair> = {
  id: "enum-value-removed",
  summary: "A value of an `enum` or `const` is gone.",
  effect: "narrows",
  check: ({ old, new: now }) => {
    const missing = missingValues(old, now);
    return missing.length === 0 ? [] : [{ what: `${valuesText(missing)} removed`, at: placeOf(now, "enum", "const") }];
  },
};
