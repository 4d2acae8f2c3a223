import type { ServerPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const serverRemoved: Rule<ServerPair> = {
  id: "server-removed",
  summary: "A base URL under `servers` is gone, or a value of a variable in one.",
  effect: "narrows",
  severity: always("warning"),
  check: ({ old, new: now }) =>
    [...(old ?? [])]
      .filter(([url]) => now?.has(url) !== true)
      .map(([url, cursor]) => ({ what: `server ${url} was removed`, was: cursor })),
};
