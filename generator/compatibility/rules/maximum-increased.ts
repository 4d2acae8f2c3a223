import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maximumIncreased: Rule<SchemaPair> = {
  id: "maximum-increased",
  summary: "Numbers may be larger than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "maximum"),
};
