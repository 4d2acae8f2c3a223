import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const operationTagAdded: Rule<OperationPair> = {
  id: "operation-tag-added",
  summary: "An operation has got a tag.",
  effect: "none",
  check: (pair) =>
    (pair.new?.tags ?? []).flatMap((tag) =>
      ifKept(pair, (old, now) =>
        old.tags.includes(tag) ? undefined : { what: `tag "${tag}" was added`, at: now.cursor.get("tags") },
      ),
    ),
};
