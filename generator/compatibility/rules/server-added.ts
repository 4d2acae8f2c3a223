import type { ServerPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const serverAdded: Rule<ServerPair> = {
  id: "server-added",
  summary: "There is a further base URL under `servers`, or a further value of a variable in one.",
  effect: "none",
  check: ({ old, new: now }) =>
    [...(now ?? [])]
      .filter(([url]) => old?.has(url) !== true)
      .map(([url, cursor]) => ({ what: `server ${url} was added`, at: cursor })),
};
