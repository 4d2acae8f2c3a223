import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const operationDeprecated: Rule<OperationPair> = {
  id: "operation-deprecated",
  summary: "An operation is deprecated now.",
  effect: "none",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      now.deprecated && !old.deprecated ? { what: "is deprecated now", at: now.cursor.get("deprecated") } : undefined,
    ),
};
