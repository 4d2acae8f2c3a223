import { ifAdded, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const optionalParameterAdded: Rule<ParameterPair> = {
  id: "optional-parameter-added",
  summary: "There is a new optional parameter.",
  effect: "none",
  check: (pair) => ifAdded(pair, ({ required, cursor }) => (required ? undefined : { what: "was added", at: cursor })),
};
