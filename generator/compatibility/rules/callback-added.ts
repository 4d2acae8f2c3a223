import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";
import { callbacksOf } from "../callbacks.js";

export const callbackAdded: Rule<OperationPair> = {
  id: "callback-added",
  summary: "There is a new callback.",
  effect: "none",
  check: (pair) =>
    [...callbacksOf(pair.new).keys()].flatMap((name) =>
      ifKept(pair, (old, now) =>
        callbacksOf(old).has(name)
          ? undefined
          : { what: `callback "${name}" was added`, at: callbacksOf(now).get(name) },
      ),
    ),
};
