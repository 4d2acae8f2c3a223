import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maxPropertiesDecreased: Rule<SchemaPair> = {
  id: "max-properties-decreased",
  summary: "Objects must have fewer properties than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "maxProperties"),
};
