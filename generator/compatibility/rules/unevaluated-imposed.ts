import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { unevaluatedEffect } from "../schema/unevaluated-changes.js";

export const unevaluatedImposed: Rule<SchemaPair> = {
  id: "unevaluated-imposed",
  summary: "What is left unevaluated is restricted, by `unevaluatedProperties` or `unevaluatedItems`.",
  effect: "narrows",
  check: (pair) =>
    unevaluatedEffect(pair) === "narrows"
      ? [
          {
            what: "what is left unevaluated is restricted now",
            at: placeOf(pair.new, "unevaluatedProperties", "unevaluatedItems"),
          },
        ]
      : [],
};
