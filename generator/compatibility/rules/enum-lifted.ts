import type { Rule } from "../rule.js";
import { areListed } from "../schema/enum-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const enumLifted: Rule<SchemaPair> = {
  id: "enum-lifted",
  summary: "An `enum` or `const` is gone: other values are valid too.",
  effect: "widens",
  check: ({ old, new: now }) =>
    old.values !== undefined && now.values === undefined && now.types !== 0 && !areListed(now, old)
      ? [{ what: "is no longer an enum", at: placeOf(now, "type") }]
      : [],
};
