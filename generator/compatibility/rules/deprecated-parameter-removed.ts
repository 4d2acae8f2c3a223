import type { ParameterPair } from "../pairs.js";
import { removedWhenDue } from "../removals.js";
import { always, type Rule } from "../rule.js";

export const deprecatedParameterRemoved: Rule<ParameterPair> = {
  id: "deprecated-parameter-removed",
  summary: "A deprecated parameter is gone, as announced: it had no `x-sunset`, or that day has come.",
  effect: "widens",
  severity: always("info"),
  check: removedWhenDue,
};
