import type { ContractPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { serversOf } from "../servers.js";

export const serverRemoved: Rule<ContractPair> = {
  id: "server-removed",
  summary: "A base URL under `servers` is gone.",
  effect: "narrows",
  severity: always("warning"),
  check: ({ old, new: now }) =>
    [...serversOf(old)]
      .filter(([url]) => !serversOf(now).has(url))
      .map(([url, cursor]) => ({ what: `server ${url} was removed`, was: cursor })),
};
