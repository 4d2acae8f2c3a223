import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minimumIncreased: Rule<SchemaPair> = {
  id: "minimum-increased",
  summary: "Numbers must be larger than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "minimum"),
};
