import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maximumDecreased: Rule<SchemaPair> = {
  id: "maximum-decreased",
  summary: "Numbers must be smaller than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "maximum"),
};
