import { ifRemoved, type ResponsePair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { isSuccess } from "../statuses.js";

export const errorResponseRemoved: Rule<ResponsePair> = {
  id: "error-response-removed",
  summary:
    "A 4xx, 5xx or default status is no longer declared. What handles it has nothing to do; it may not be an " +
    "answer to a webhook.",
  effect: "narrows",
  severity: { request: "error", reply: "info" },
  check: (pair) =>
    ifRemoved(pair, ({ status, cursor }) =>
      isSuccess(status) ? undefined : { what: `status ${status} was removed`, was: cursor },
    ),
};
