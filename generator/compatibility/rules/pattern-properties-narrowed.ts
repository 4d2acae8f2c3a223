import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import { patternEffect } from "../schema/pattern-properties.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const patternPropertiesNarrowed: Rule<SchemaPair> = {
  id: "pattern-properties-narrowed",
  summary: "A pattern of names that was not there, or is gone, refuses properties that were valid.",
  effect: "narrows",
  check: (pair) =>
    patternEffect(pair) === "narrows"
      ? [{ what: "patternProperties refuses more", at: placeOf(pair.new, "patternProperties") }]
      : [],
};
