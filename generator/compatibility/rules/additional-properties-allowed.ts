import { OBJECT } from "../../model/type-set.js";
import type { Rule } from "../rule.js";
import { othersOf } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const additionalPropertiesAllowed: Rule<SchemaPair> = {
  id: "additional-properties-allowed",
  summary: "An object may have properties that are not declared.",
  effect: "widens",
  check: ({ old, new: now, shared }) =>
    (shared & OBJECT) !== 0 && isNever(othersOf(old)) && !isNever(othersOf(now))
      ? [{ what: "undeclared properties are allowed now", at: placeOf(now, "additionalProperties") }]
      : [],
};
