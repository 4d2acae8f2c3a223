import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { unevaluatedEffect } from "../schema/unevaluated-changes.js";

export const unevaluatedLifted: Rule<SchemaPair> = {
  id: "unevaluated-lifted",
  summary: "What is left unevaluated is no longer restricted by `unevaluatedProperties` or `unevaluatedItems`.",
  effect: "widens",
  check: (pair) =>
    unevaluatedEffect(pair) === "widens"
      ? [
          {
            what: "what is left unevaluated is no longer restricted",
            at: placeOf(pair.new, "unevaluatedProperties", "unevaluatedItems"),
          },
        ]
      : [],
};
