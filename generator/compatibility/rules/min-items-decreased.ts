import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minItemsDecreased: Rule<SchemaPair> = {
  id: "min-items-decreased",
  summary: "Lists may have fewer items than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "minItems"),
};
