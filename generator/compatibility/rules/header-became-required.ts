import { ifKept, type HeaderPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const headerBecameRequired: Rule<HeaderPair> = {
  id: "header-became-required",
  summary: "Every reply has a header that could be missing.",
  effect: "narrows",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      now.required && !old.required
        ? { what: `header "${now.name}" became required`, at: now.cursor.get("required") }
        : undefined,
    ),
};
