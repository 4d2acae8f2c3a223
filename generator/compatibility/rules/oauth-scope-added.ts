import type { ContractPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { flowsOf, scopesOf } from "../security.js";

export const oauthScopeAdded: Rule<ContractPair> = {
  id: "oauth-scope-added",
  summary: "There is a further scope.",
  effect: "none",
  check: (pair) =>
    flowsOf(pair).flatMap(({ name, old, new: now }) =>
      old === undefined || now === undefined
        ? []
        : [...scopesOf(now)]
            .filter(([scope]) => !scopesOf(old).has(scope))
            .map(([scope, cursor]) => ({ what: `scope "${scope}" of OAuth flow ${name} was added`, at: cursor })),
    ),
};
