import { ifRemoved, type ContentPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const unaskedMediaTypeRemoved: Rule<ContentPair> = {
  id: "unasked-media-type-removed",
  summary: "A webhook or callback is no longer of a media type that receivers had to know.",
  effect: "narrows",
  check: (pair) =>
    pair.isUnasked && !pair.isPartial
      ? ifRemoved(pair, ({ media, cursor }) => ({ what: `is never ${media.type} now`, was: cursor }))
      : [],
};
