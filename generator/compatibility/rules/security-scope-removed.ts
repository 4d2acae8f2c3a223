import { isOpen } from "../../model/operation.js";
import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { gainedAlternatives, nameOf } from "../security.js";

export const securityScopeRemoved: Rule<OperationPair> = {
  id: "security-scope-removed",
  summary: "The same credentials need fewer scopes.",
  effect: "none",
  check: (pair) =>
    ifKept(pair, (old, now) => {
      if (isOpen(now)) return undefined;
      const [gained] = gainedAlternatives(pair.sides, old.security, now.security).filter(({ isScope }) => isScope);
      if (gained === undefined) return undefined;
      const at = now.cursor.get("security") ?? now.cursor;
      return { what: `is served with ${nameOf(gained.alternative)} now`, at };
    }),
};
