import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { unevaluatedEffect } from "../schema/unevaluated-changes.js";

export const unevaluatedChanged: Rule<SchemaPair> = {
  id: "unevaluated-changed",
  summary:
    "A schema with `unevaluatedProperties` or `unevaluatedItems` beside alternatives or conditions changed. " +
    "Whether more or less is valid is not decided.",
  effect: "changes",
  check: (pair) =>
    unevaluatedEffect(pair) === "changes"
      ? [
          {
            what: "what is left unevaluated changed",
            at: placeOf(pair.new, "unevaluatedProperties", "unevaluatedItems"),
          },
        ]
      : [],
};
