import { ifKept, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const parameterBecameOptional: Rule<ParameterPair> = {
  id: "parameter-became-optional",
  summary: "A parameter that was required may be left out.",
  effect: "widens",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      old.required && !now.required ? { what: "became optional", at: now.cursor } : undefined,
    ),
};
