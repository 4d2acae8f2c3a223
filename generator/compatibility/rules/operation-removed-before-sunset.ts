import type { OperationPair } from "../pairs.js";
import { removedBeforeSunset } from "../removals.js";
import { always, type Rule } from "../rule.js";

export const operationRemovedBeforeSunset: Rule<OperationPair> = {
  id: "operation-removed-before-sunset",
  summary: "A deprecated operation is gone before the day that its `x-sunset` promised, or that day cannot be read.",
  effect: "narrows",
  severity: always("error"),
  check: removedBeforeSunset,
};
