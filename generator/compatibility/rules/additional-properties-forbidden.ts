import { OBJECT } from "../../model/type-set.js";
import type { Rule } from "../rule.js";
import { othersOf } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const additionalPropertiesForbidden: Rule<SchemaPair> = {
  id: "additional-properties-forbidden",
  summary: "An object may no longer have properties that are not declared.",
  effect: "narrows",
  check: ({ old, new: now, shared }) =>
    (shared & OBJECT) !== 0 && !isNever(othersOf(old)) && isNever(othersOf(now))
      ? [
          {
            what: "undeclared properties are refused now",
            at: placeOf(now, "additionalProperties", "unevaluatedProperties"),
          },
        ]
      : [],
};
