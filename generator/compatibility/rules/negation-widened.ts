import type { Rule } from "../rule.js";
import { gainedNegations } from "../schema/clauses.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const negationWidened: Rule<SchemaPair> = {
  id: "negation-widened",
  summary: "Values are valid that a `not` refused.",
  effect: "widens",
  check: (pair) =>
    gainedNegations(pair.new, pair.old, pair.proofs)
      ? [{ what: "`not` refuses less than before", at: placeOf(pair.new, "not") }]
      : [],
};
