import type { Rule } from "../rule.js";
import { gainedConditions } from "../schema/clauses.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const conditionNarrowed: Rule<SchemaPair> = {
  id: "condition-narrowed",
  summary: "An `if` with `then` or `else` refuses values that were valid.",
  effect: "narrows",
  check: (pair) =>
    gainedConditions(pair.old, pair.new, pair.proofs)
      ? [{ what: "`if` refuses more than before", at: placeOf(pair.new, "if") }]
      : [],
};
