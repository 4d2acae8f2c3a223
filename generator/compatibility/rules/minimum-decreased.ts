import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minimumDecreased: Rule<SchemaPair> = {
  id: "minimum-decreased",
  summary: "Numbers may be smaller than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "minimum"),
};
