import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const operationTagRemoved: Rule<OperationPair> = {
  id: "operation-tag-removed",
  summary: "An operation has lost a tag.",
  effect: "none",
  check: (pair) =>
    (pair.old?.tags ?? []).flatMap((tag) =>
      ifKept(pair, (old, now) =>
        now.tags.includes(tag) ? undefined : { what: `tag "${tag}" was removed`, was: old.cursor.get("tags") },
      ),
    ),
};
