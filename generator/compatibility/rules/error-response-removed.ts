import type { ResponsePair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { isSuccess, undeclared } from "../statuses.js";

export const errorResponseRemoved: Rule<ResponsePair> = {
  id: "error-response-removed",
  summary:
    "A 4xx, 5xx or default status is no longer declared. What handles it has nothing to do, or gets the `default`; " +
    "it may not be an answer to a webhook.",
  effect: "narrows",
  severity: { request: "error", reply: "info" },
  check: (pair) => {
    const lost = undeclared(pair);
    if (lost === undefined || isSuccess(pair.status)) return [];
    return [{ what: `status ${pair.status} was removed`, was: lost.cursor }];
  },
};
