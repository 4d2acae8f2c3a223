import type { Rule } from "../rule.js";
import { gainedNegations } from "../schema/clauses.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const negationNarrowed: Rule<SchemaPair> = {
  id: "negation-narrowed",
  summary: "A `not` refuses values that were valid.",
  effect: "narrows",
  check: (pair) =>
    gainedNegations(pair.old, pair.new, pair.proofs)
      ? [{ what: "`not` refuses more than before", at: placeOf(pair.new, "not") }]
      : [],
};
