import type { ContractPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { flowsOf } from "../security.js";

export const oauthFlowRemoved: Rule<ContractPair> = {
  id: "oauth-flow-removed",
  summary: "A way to get a token (an OAuth flow) is no longer offered.",
  effect: "narrows",
  severity: always("error"),
  check: (pair) =>
    flowsOf(pair)
      .filter(({ new: now }) => now === undefined)
      .map(({ name, old }) => ({ what: `OAuth flow ${name} was removed`, was: old })),
};
