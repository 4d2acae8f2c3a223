import { isOpen } from "../../model/operation.js";
import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { lostAlternatives, nameOf } from "../security.js";

export const securityScopeAdded: Rule<OperationPair> = {
  id: "security-scope-added",
  summary: "The same credentials need a further scope.",
  effect: "narrows",
  check: (pair) =>
    ifKept(pair, (old, now) => {
      if (isOpen(now)) return undefined;
      const [lost] = lostAlternatives(pair.sides, old.security, now.security).filter(({ isScope }) => isScope);
      if (lost === undefined) return undefined;
      const at = now.cursor.get("security") ?? now.cursor;
      return { what: `needs a further scope than ${nameOf(lost.alternative)}`, at };
    }),
};
