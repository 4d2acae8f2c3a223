import type { OperationPair } from "../pairs.js";
import { removedWhenDue } from "../removals.js";
import { always, type Rule } from "../rule.js";

export const deprecatedOperationRemoved: Rule<OperationPair> = {
  id: "deprecated-operation-removed",
  summary: "A deprecated operation is gone, as announced: it had no `x-sunset`, or that day has come.",
  effect: "narrows",
  severity: always("info"),
  check: removedWhenDue,
};
