import { ifRemoved, type OperationPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { isDue } from "../sunset.js";

export const deprecatedOperationRemoved: Rule<OperationPair> = {
  id: "deprecated-operation-removed",
  summary: "A deprecated operation is gone, as announced: it had no `x-sunset`, or that day has come.",
  effect: "narrows",
  severity: always("info"),
  check: (pair) =>
    ifRemoved(pair, ({ deprecated, cursor }) =>
      deprecated && isDue(cursor, pair.today) ? { what: "was removed after its deprecation", was: cursor } : undefined,
    ),
};
