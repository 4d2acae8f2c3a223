import type { ContractPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { serversOf } from "../servers.js";

export const serverAdded: Rule<ContractPair> = {
  id: "server-added",
  summary: "There is a further base URL under `servers`.",
  effect: "none",
  check: ({ old, new: now }) =>
    [...serversOf(now)]
      .filter(([url]) => !serversOf(old).has(url))
      .map(([url, cursor]) => ({ what: `server ${url} was added`, at: cursor })),
};
