import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const operationReactivated: Rule<OperationPair> = {
  id: "operation-reactivated",
  summary: "An operation is no longer deprecated.",
  effect: "none",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      old.deprecated && !now.deprecated ? { what: "is no longer deprecated", at: now.cursor } : undefined,
    ),
};
