import { ifAdded, type BodyPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const optionalRequestBodyAdded: Rule<BodyPair> = {
  id: "optional-request-body-added",
  summary: "An operation takes an optional body now.",
  effect: "none",
  check: (pair) =>
    ifAdded(pair, ({ required, cursor }) =>
      required ? undefined : { what: "an optional body was added", at: cursor },
    ),
};
