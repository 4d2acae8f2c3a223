import { isOpen } from "../../model/operation.js";
import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { gainedAlternatives, nameOf } from "../security.js";

export const securityAlternativeAdded: Rule<OperationPair> = {
  id: "security-alternative-added",
  summary: "An operation can be called with credentials that were not enough before.",
  effect: "none",
  check: (pair) =>
    ifKept(pair, (old, now) => {
      if (isOpen(old) || isOpen(now)) return undefined;
      const gained = gainedAlternatives(pair.sides, old.security, now.security).filter(({ isScope }) => !isScope);
      if (gained.length === 0) return undefined;
      const names = gained.map(({ alternative }) => nameOf(alternative)).join(" or ");
      return { what: `is served with ${names} now`, at: now.cursor.get("security") ?? now.cursor };
    }),
};
