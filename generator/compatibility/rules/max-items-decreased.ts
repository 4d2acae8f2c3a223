import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maxItemsDecreased: Rule<SchemaPair> = {
  id: "max-items-decreased",
  summary: "Lists must have fewer items than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "maxItems"),
};
