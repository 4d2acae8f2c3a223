import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import { patternEffect } from "../schema/pattern-properties.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const patternPropertiesChanged: Rule<SchemaPair> = {
  id: "pattern-properties-changed",
  summary: "Other patterns choose the schemas of properties. Whether more or less is valid is not decided.",
  effect: "changes",
  check: (pair) =>
    patternEffect(pair) === "changes"
      ? [{ what: "patternProperties has other patterns", at: placeOf(pair.new, "patternProperties") }]
      : [],
};
