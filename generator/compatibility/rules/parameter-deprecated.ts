import { ifKept, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const parameterDeprecated: Rule<ParameterPair> = {
  id: "parameter-deprecated",
  summary: "A parameter is deprecated now.",
  effect: "none",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      now.deprecated && !old.deprecated ? { what: "is deprecated now", at: now.cursor.get("deprecated") } : undefined,
    ),
};
