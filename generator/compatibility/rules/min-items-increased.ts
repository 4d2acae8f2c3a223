import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minItemsIncreased: Rule<SchemaPair> = {
  id: "min-items-increased",
  summary: "Lists must have more items than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "minItems"),
};
