import { ifRemoved, type ParameterPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { isDue } from "../sunset.js";

export const deprecatedParameterRemoved: Rule<ParameterPair> = {
  id: "deprecated-parameter-removed",
  summary: "A deprecated parameter is gone, as announced: it had no `x-sunset`, or that day has come.",
  effect: "widens",
  severity: always("info"),
  check: (pair) =>
    ifRemoved(pair, ({ deprecated, cursor }) =>
      deprecated && isDue(cursor, pair.today) ? { what: "was removed after its deprecation", was: cursor } : undefined,
    ),
};
