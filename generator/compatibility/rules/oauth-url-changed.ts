import type { ContractPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { flowsOf } from "../security.js";

export const oauthUrlChanged: Rule<ContractPair> = {
  id: "oauth-url-changed",
  summary: "Tokens are to be had, or refreshed, at another URL.",
  effect: "changes",
  severity: always("warning"),
  check: (pair) =>
    flowsOf(pair).flatMap(({ name, old, new: now }) =>
      ["authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl"].flatMap((word) => {
        const [was, is] = [old?.get(word), now?.get(word)];
        if (old === undefined || now === undefined || was?.value === is?.value) return [];
        return [{ what: `${word} of OAuth flow ${name} changed`, at: is ?? now }];
      }),
    ),
};
