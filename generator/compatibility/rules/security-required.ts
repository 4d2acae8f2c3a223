import { isOpen } from "../../model/operation.js";
import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const securityRequired: Rule<OperationPair> = {
  id: "security-required",
  summary: "An operation that was open to everybody asks for credentials.",
  effect: "narrows",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      isOpen(old) && !isOpen(now)
        ? { what: "asks for credentials now", at: now.cursor.get("security") ?? now.cursor }
        : undefined,
    ),
};
