import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { nullChanges } from "../schema/type-names.js";

export const becameNotNullable: Rule<SchemaPair> = {
  id: "became-not-nullable",
  summary: "A value may no longer be null.",
  effect: "narrows",
  check: (pair) =>
    nullChanges(pair).isLost ? [{ what: "is no longer nullable", at: placeOf(pair.new, "nullable", "type") }] : [],
};
