import { ifAdded, type ContentPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const unaskedMediaTypeAdded: Rule<ContentPair> = {
  id: "unasked-media-type-added",
  summary:
    "A webhook or callback may be of a further media type. Nobody asks for one there, so receivers have to know it.",
  effect: "widens",
  check: (pair) =>
    pair.isUnasked && !pair.isPartial
      ? ifAdded(pair, ({ media, cursor }) => ({ what: `may be ${media.type} now`, at: cursor }))
      : [],
};
