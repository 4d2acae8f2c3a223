import type { ParameterPair } from "../pairs.js";
import { removedBeforeSunset } from "../removals.js";
import { always, type Rule } from "../rule.js";

export const parameterRemovedBeforeSunset: Rule<ParameterPair> = {
  id: "parameter-removed-before-sunset",
  summary: "A deprecated parameter is gone before the day that its `x-sunset` promised, or that day cannot be read.",
  effect: "widens",
  severity: always("error"),
  check: removedBeforeSunset,
};
