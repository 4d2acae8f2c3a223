import type { ContractPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { schemesOf } from "../security.js";

export const securitySchemeRemoved: Rule<ContractPair> = {
  id: "security-scheme-removed",
  summary:
    "A security scheme is no longer declared. Operations that can no longer be called with it are told of by " +
    "`security-alternative-removed`.",
  effect: "none",
  check: ({ old, new: now }) =>
    [...schemesOf(old)]
      .filter(([name]) => !schemesOf(now).has(name))
      .map(([name, cursor]) => ({ what: `security scheme "${name}" was removed`, was: cursor })),
};
