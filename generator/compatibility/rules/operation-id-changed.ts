import { ifKept, type OperationPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const operationIdChanged: Rule<OperationPair> = {
  id: "operation-id-changed",
  summary:
    "The `operationId` is another, so generated functions and types are called differently. The wire is the same.",
  effect: "none",
  severity: always("warning"),
  check: (pair) =>
    ifKept(pair, (old, now) => {
      const isNamed = old.cursor.has("operationId") || now.cursor.has("operationId");
      if (!isNamed || old.operationId === now.operationId) return undefined;
      const at = now.cursor.get("operationId") ?? now.cursor;
      return { what: `operationId changed from "${old.operationId}" to "${now.operationId}"`, at };
    }),
};
