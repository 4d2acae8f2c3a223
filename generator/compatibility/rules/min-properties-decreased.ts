import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minPropertiesDecreased: Rule<SchemaPair> = {
  id: "min-properties-decreased",
  summary: "Objects may have fewer properties than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "minProperties"),
};
