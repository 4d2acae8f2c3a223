import { ifAdded, type ContentPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const mediaTypeWidened: Rule<ContentPair> = {
  id: "media-type-widened",
  summary: "A range such as `application/*` stands where media types within it stood: others may come too.",
  effect: "widens",
  check: (pair) =>
    pair.isPartial
      ? ifAdded(pair, ({ media, cursor }) => ({ what: `any media type of ${media.type} may come`, at: cursor }))
      : [],
};
