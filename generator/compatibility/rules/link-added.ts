import { ifAdded, type LinkPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const linkAdded: Rule<LinkPair> = {
  id: "link-added",
  summary: "A response has a further link to an operation.",
  effect: "none",
  check: (pair) => ifAdded(pair, (link) => ({ what: `link "${pair.name}" was added`, at: link })),
};
