import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { nullChanges } from "../schema/type-names.js";

export const becameNullable: Rule<SchemaPair> = {
  id: "became-nullable",
  summary: "A value may be null now.",
  effect: "widens",
  check: (pair) =>
    nullChanges(pair).isGained ? [{ what: "became nullable", at: placeOf(pair.new, "nullable", "type") }] : [],
};
