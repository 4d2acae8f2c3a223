import { ifKept, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const parameterBecameRequired: Rule<ParameterPair> = {
  id: "parameter-became-required",
  summary: "A parameter that could be left out is required.",
  effect: "narrows",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      now.required && !old.required ? { what: "became required", at: now.cursor.get("required") } : undefined,
    ),
};
