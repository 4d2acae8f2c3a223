import { ifKept, type BodyPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const requestBodyBecameRequired: Rule<BodyPair> = {
  id: "request-body-became-required",
  summary: "A body that could be left out is required.",
  effect: "narrows",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      now.required && !old.required ? { what: "the body became required", at: now.cursor.get("required") } : undefined,
    ),
};
