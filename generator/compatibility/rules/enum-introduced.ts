import type { Rule } from "../rule.js";
import { areListed } from "../schema/enum-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const enumIntroduced: Rule<SchemaPair> = {
  id: "enum-introduced",
  summary: "Only the values of an `enum` or `const` are left, where others were valid.",
  effect: "narrows",
  check: ({ old, new: now }) =>
    old.values === undefined && old.types !== 0 && now.values !== undefined && !areListed(old, now)
      ? [{ what: "became an enum", at: placeOf(now, "enum", "const") }]
      : [],
};
