import type { Rule } from "../rule.js";
import { missingValues, valuesText } from "../schema/enum-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const enumValueAdded: Rule<SchemaPair> = {
  id: "enum-value-added",
  summary: "An `enum` or `const` has a value that it had not.",
  effect: "widens",
  check: ({ old, new: now }) => {
    const missing = missingValues(now, old);
    return missing.length === 0 ? [] : [{ what: `${valuesText(missing)} added`, at: placeOf(now, "enum", "const") }];
  },
};
