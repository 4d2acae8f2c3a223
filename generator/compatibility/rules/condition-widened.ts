import type { Rule } from "../rule.js";
import { gainedConditions } from "../schema/clauses.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const conditionWidened: Rule<SchemaPair> = {
  id: "condition-widened",
  summary: "Values are valid that an `if` with `then` or `else` refused.",
  effect: "widens",
  check: (pair) =>
    gainedConditions(pair.new, pair.old, pair.proofs)
      ? [{ what: "`if` refuses less than before", at: placeOf(pair.new, "if") }]
      : [],
};
