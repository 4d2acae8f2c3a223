import { ifAdded, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const requiredParameterAdded: Rule<ParameterPair> = {
  id: "required-parameter-added",
  summary: "There is a new parameter that every request must have.",
  effect: "narrows",
  check: (pair) =>
    ifAdded(pair, ({ required, cursor }) => (required ? { what: "was added and is required", at: cursor } : undefined)),
};
