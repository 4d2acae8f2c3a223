import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minPropertiesIncreased: Rule<SchemaPair> = {
  id: "min-properties-increased",
  summary: "Objects must have more properties than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "minProperties"),
};
