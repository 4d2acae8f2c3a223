import type { Rule } from "../rule.js";
import { loosened } from "../schema/bound-changes.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const maxLengthIncreased: Rule<SchemaPair> = {
  id: "max-length-increased",
  summary: "Texts may be longer than before.",
  effect: "widens",
  check: (pair) => loosened(pair, "maxLength"),
};
