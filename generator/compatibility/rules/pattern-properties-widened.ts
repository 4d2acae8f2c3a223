import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import { patternEffect } from "../schema/pattern-properties.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const patternPropertiesWidened: Rule<SchemaPair> = {
  id: "pattern-properties-widened",
  summary: "A pattern of names that was not there, or is gone, lets properties through that were refused.",
  effect: "widens",
  check: (pair) =>
    patternEffect(pair) === "widens"
      ? [{ what: "patternProperties lets more through", at: placeOf(pair.new, "patternProperties") }]
      : [],
};
