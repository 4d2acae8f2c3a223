import { ifRemoved, type OperationPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { sunsetOf } from "../sunset.js";

export const operationRemovedBeforeSunset: Rule<OperationPair> = {
  id: "operation-removed-before-sunset",
  summary: "A deprecated operation is gone before the day that its `x-sunset` promised, or that day cannot be read.",
  effect: "narrows",
  severity: always("error"),
  check: (pair) =>
    ifRemoved(pair, ({ deprecated, cursor }) => {
      const sunset = sunsetOf(cursor);
      if (!deprecated || sunset === undefined || (sunset.day !== undefined && sunset.day <= pair.today))
        return undefined;
      return { what: `was removed before its sunset ${sunset.text}`, was: cursor };
    }),
};
