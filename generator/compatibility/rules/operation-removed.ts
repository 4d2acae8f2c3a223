import { ifRemoved, type OperationPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const operationRemoved: Rule<OperationPair> = {
  id: "operation-removed",
  summary: "An operation, a webhook or a request of a callback is gone, and was not deprecated before.",
  effect: "narrows",
  severity: always("error"),
  check: (pair) =>
    ifRemoved(pair, ({ deprecated, cursor }) => (deprecated ? undefined : { what: "was removed", was: cursor })),
};
