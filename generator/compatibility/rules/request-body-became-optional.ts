import { ifKept, type BodyPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const requestBodyBecameOptional: Rule<BodyPair> = {
  id: "request-body-became-optional",
  summary: "A body that was required may be left out.",
  effect: "widens",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      old.required && !now.required ? { what: "the body became optional", at: now.cursor } : undefined,
    ),
};
