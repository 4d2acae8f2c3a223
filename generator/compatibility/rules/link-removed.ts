import { ifRemoved, type LinkPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const linkRemoved: Rule<LinkPair> = {
  id: "link-removed",
  summary: "A link of a response to an operation is gone: clients that find their way by links lose it.",
  effect: "none",
  severity: always("warning"),
  check: (pair) => ifRemoved(pair, (link) => ({ what: `link "${pair.name}" was removed`, was: link })),
};
