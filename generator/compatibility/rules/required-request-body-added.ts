import { ifAdded, type BodyPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const requiredRequestBodyAdded: Rule<BodyPair> = {
  id: "required-request-body-added",
  summary: "An operation that took no body requires one.",
  effect: "narrows",
  check: (pair) =>
    ifAdded(pair, ({ required, cursor }) => (required ? { what: "a required body was added", at: cursor } : undefined)),
};
