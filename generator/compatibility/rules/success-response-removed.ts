import { ifRemoved, type ResponsePair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { isSuccess } from "../statuses.js";

export const successResponseRemoved: Rule<ResponsePair> = {
  id: "success-response-removed",
  summary: "A 1xx, 2xx or 3xx status that clients wait for is no longer declared.",
  effect: "narrows",
  severity: always("error"),
  check: (pair) =>
    ifRemoved(pair, ({ status, cursor }) =>
      isSuccess(status) ? { what: `status ${status} was removed`, was: cursor } : undefined,
    ),
};
