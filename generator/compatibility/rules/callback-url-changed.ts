import { ifKept, type OperationPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const callbackUrlChanged: Rule<OperationPair> = {
  id: "callback-url-changed",
  summary: "A callback goes to another URL: another runtime expression finds it, in another place than clients put it.",
  effect: "changes",
  severity: always("error"),
  check: (pair) =>
    ifKept(pair, (old, now) =>
      isPath(now.path) || old.path === now.path
        ? undefined
        : { what: `goes to ${now.path} and no longer to ${old.path}`, at: now.cursor.parent },
    ),
};

/** What operations of `paths` have; webhooks have names, callbacks expressions. */
function isPath(path: string): boolean {
  return path.startsWith("/");
}
