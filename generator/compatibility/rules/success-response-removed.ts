import type { ResponsePair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { isSuccess, undeclared } from "../statuses.js";

export const successResponseRemoved: Rule<ResponsePair> = {
  id: "success-response-removed",
  summary: "A 1xx, 2xx or 3xx status that clients wait for is no longer declared; a `default` does not promise it.",
  effect: "narrows",
  severity: always("error"),
  check: (pair) => {
    const lost = undeclared(pair);
    if (lost === undefined || !isSuccess(pair.status)) return [];
    return [{ what: `status ${pair.status} was removed`, was: lost.cursor }];
  },
};
