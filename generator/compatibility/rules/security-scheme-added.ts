import type { ContractPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { schemesOf } from "../security.js";

export const securitySchemeAdded: Rule<ContractPair> = {
  id: "security-scheme-added",
  summary: "There is a new security scheme.",
  effect: "none",
  check: ({ old, new: now }) =>
    [...schemesOf(now)]
      .filter(([name]) => !schemesOf(old).has(name))
      .map(([name, cursor]) => ({ what: `security scheme "${name}" was added`, at: cursor })),
};
