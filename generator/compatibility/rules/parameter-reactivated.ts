import { ifKept, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const parameterReactivated: Rule<ParameterPair> = {
  id: "parameter-reactivated",
  summary: "A parameter is no longer deprecated.",
  effect: "none",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      old.deprecated && !now.deprecated ? { what: "is no longer deprecated", at: now.cursor } : undefined,
    ),
};
