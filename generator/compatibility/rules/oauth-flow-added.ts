import type { ContractPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { flowsOf } from "../security.js";

export const oauthFlowAdded: Rule<ContractPair> = {
  id: "oauth-flow-added",
  summary: "There is a further way to get a token (an OAuth flow).",
  effect: "none",
  check: (pair) =>
    flowsOf(pair)
      .filter(({ old }) => old === undefined)
      .map(({ name, new: now }) => ({ what: `OAuth flow ${name} was added`, at: now })),
};
