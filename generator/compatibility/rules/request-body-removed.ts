import { ifRemoved, type BodyPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const requestBodyRemoved: Rule<BodyPair> = {
  id: "request-body-removed",
  summary: "An operation no longer takes a body: what clients send in it has no effect, or is refused.",
  effect: "changes",
  severity: always("error"),
  check: (pair) => ifRemoved(pair, ({ cursor }) => ({ what: "the body was removed", was: cursor })),
};
