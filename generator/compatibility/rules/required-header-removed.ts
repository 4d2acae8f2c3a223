import { ifRemoved, type HeaderPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const requiredHeaderRemoved: Rule<HeaderPair> = {
  id: "required-header-removed",
  summary: "A header that every reply had is gone.",
  effect: "widens",
  check: (pair) =>
    ifRemoved(pair, ({ required, name, cursor }) =>
      required ? { what: `required header "${name}" was removed`, was: cursor } : undefined,
    ),
};
