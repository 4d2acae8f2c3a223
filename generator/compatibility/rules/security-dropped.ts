import { isOpen } from "../../model/operation.js";
import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const securityDropped: Rule<OperationPair> = {
  id: "security-dropped",
  summary: "An operation that asked for credentials is open to everybody.",
  effect: "none",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      !isOpen(old) && isOpen(now) ? { what: "no longer asks for credentials", at: now.cursor } : undefined,
    ),
};
