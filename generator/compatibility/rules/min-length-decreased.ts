import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minLengthDecreased: Rule<SchemaPair> = {
  id: "min-length-decreased",
  summary: "Texts may be shorter than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "minLength"),
};
