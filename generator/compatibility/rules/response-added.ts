import { ifAdded, type ResponsePair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const responseAdded: Rule<ResponsePair> = {
  id: "response-added",
  summary:
    "There is a status that the old contract neither declared nor covered by a range or `default`. Clients that know " +
    "HTTP take it as the first of its class (RFC 9110 section 15); strict ones refuse it.",
  effect: "widens",
  severity: { request: "info", reply: "warning" },
  check: (pair) => ifAdded(pair, ({ status, cursor }) => ({ what: `status ${status} was added`, at: cursor })),
};
