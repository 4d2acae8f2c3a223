import { ifAdded, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const operationAdded: Rule<OperationPair> = {
  id: "operation-added",
  summary: "There is a new operation or webhook, or a new request in a callback.",
  effect: "none",
  check: (pair) => ifAdded(pair, ({ cursor }) => ({ what: "was added", at: cursor })),
};
