import { ifRemoved, type ContentPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const mediaTypeNarrowed: Rule<ContentPair> = {
  id: "media-type-narrowed",
  summary: "Media types stand where a range such as `application/*` stood: others of the range are left out.",
  effect: "narrows",
  check: (pair) =>
    pair.isPartial
      ? ifRemoved(pair, ({ media, cursor }) => ({ what: `not all media types of ${media.type} are left`, was: cursor }))
      : [],
};
