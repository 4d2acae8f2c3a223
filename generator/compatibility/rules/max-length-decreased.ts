import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maxLengthDecreased: Rule<SchemaPair> = {
  id: "max-length-decreased",
  summary: "Texts must be shorter than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "maxLength"),
};
