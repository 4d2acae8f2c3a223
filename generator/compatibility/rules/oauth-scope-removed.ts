import type { ContractPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { flowsOf, scopesOf } from "../security.js";

export const oauthScopeRemoved: Rule<ContractPair> = {
  id: "oauth-scope-removed",
  summary: "A scope is no longer offered; asking for a token with it fails.",
  effect: "narrows",
  severity: always("warning"),
  check: (pair) =>
    flowsOf(pair).flatMap(({ name, old, new: now }) =>
      old === undefined || now === undefined
        ? []
        : [...scopesOf(old)]
            .filter(([scope]) => !scopesOf(now).has(scope))
            .map(([scope, cursor]) => ({ what: `scope "${scope}" of OAuth flow ${name} was removed`, was: cursor })),
    ),
};
