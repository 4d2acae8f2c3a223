import { ifKept, type HeaderPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const headerBecameOptional: Rule<HeaderPair> = {
  id: "header-became-optional",
  summary: "A header that every reply had may be missing.",
  effect: "widens",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      old.required && !now.required ? { what: `header "${now.name}" became optional`, at: now.cursor } : undefined,
    ),
};
