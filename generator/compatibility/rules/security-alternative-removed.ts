import { isOpen } from "../../model/operation.js";
import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { lostAlternatives, nameOf } from "../security.js";

export const securityAlternativeRemoved: Rule<OperationPair> = {
  id: "security-alternative-removed",
  summary:
    "Credentials that were enough no longer are: a scheme was removed, replaced, or another is needed beside it.",
  effect: "narrows",
  check: (pair) =>
    ifKept(pair, (old, now) => {
      if (isOpen(old) || isOpen(now)) return undefined;
      const lost = lostAlternatives(pair.sides, old.security, now.security).filter(({ isScope }) => !isScope);
      if (lost.length === 0) return undefined;
      const names = lost.map(({ alternative }) => nameOf(alternative)).join(" or ");
      return { what: `is no longer served with ${names} alone`, at: now.cursor.get("security") ?? now.cursor };
    }),
};
