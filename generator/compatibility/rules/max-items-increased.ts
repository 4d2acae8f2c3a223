import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maxItemsIncreased: Rule<SchemaPair> = {
  id: "max-items-increased",
  summary: "Lists may have more items than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "maxItems"),
};
