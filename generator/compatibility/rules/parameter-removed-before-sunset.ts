import { ifRemoved, type ParameterPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { isDue, sunsetOf } from "../sunset.js";

export const parameterRemovedBeforeSunset: Rule<ParameterPair> = {
  id: "parameter-removed-before-sunset",
  summary: "A deprecated parameter is gone before the day that its `x-sunset` promised, or that day cannot be read.",
  effect: "widens",
  severity: always("error"),
  check: (pair) =>
    ifRemoved(pair, ({ deprecated, cursor }) =>
      deprecated && !isDue(cursor, pair.today)
        ? { what: `was removed before its sunset ${sunsetOf(cursor)?.text}`, was: cursor }
        : undefined,
    ),
};
