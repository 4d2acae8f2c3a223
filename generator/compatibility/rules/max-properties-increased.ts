import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maxPropertiesIncreased: Rule<SchemaPair> = {
  id: "max-properties-increased",
  summary: "Objects may have more properties than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "maxProperties"),
};
