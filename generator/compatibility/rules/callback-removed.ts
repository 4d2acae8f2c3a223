import { ifKept, type OperationPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { callbacksOf } from "../callbacks.js";

export const callbackRemoved: Rule<OperationPair> = {
  id: "callback-removed",
  summary: "A callback is no longer made; whoever waits for it waits for ever.",
  effect: "narrows",
  severity: always("error"),
  check: (pair) =>
    [...callbacksOf(pair.old).keys()].flatMap((name) =>
      ifKept(pair, (old, now) =>
        callbacksOf(now).has(name)
          ? undefined
          : { what: `callback "${name}" was removed`, was: callbacksOf(old).get(name) },
      ),
    ),
};
