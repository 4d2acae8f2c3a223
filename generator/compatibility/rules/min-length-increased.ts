import type { Rule } from "../rule.js";
import { tightened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const minLengthIncreased: Rule<SchemaPair> = {
  id: "min-length-increased",
  summary: "Texts must be longer than before.",
  effect: "narrows",
  check: (pair) => tightened(pair, "minLength"),
};
