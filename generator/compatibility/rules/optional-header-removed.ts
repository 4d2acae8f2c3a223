import { ifRemoved, type HeaderPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const optionalHeaderRemoved: Rule<HeaderPair> = {
  id: "optional-header-removed",
  summary: "A header that replies could have is gone.",
  effect: "widens",
  severity: { request: "info", reply: "warning" },
  check: (pair) =>
    ifRemoved(pair, ({ required, name, cursor }) =>
      required ? undefined : { what: `header "${name}" was removed`, was: cursor },
    ),
};
