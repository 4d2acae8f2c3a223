import type { OperationPair } from "../pairs.js";
import { removedUndeprecated } from "../removals.js";
import { always, type Rule } from "../rule.js";

export const operationRemoved: Rule<OperationPair> = {
  id: "operation-removed",
  summary: "An operation, a webhook or a request of a callback is gone, and was not deprecated before.",
  effect: "narrows",
  severity: always("error"),
  check: removedUndeprecated,
};
