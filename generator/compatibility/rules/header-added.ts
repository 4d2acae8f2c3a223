import { ifAdded, type HeaderPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const headerAdded: Rule<HeaderPair> = {
  id: "header-added",
  summary: "Replies have a new header. In answers to a webhook, a required one is an error: receivers do not send it.",
  effect: "narrows",
  severity: { request: "error", reply: "info" },
  check: (pair) =>
    ifAdded(pair, ({ name, required, cursor }) =>
      pair.direction === "request" && !required ? undefined : { what: `header "${name}" was added`, at: cursor },
    ),
};
