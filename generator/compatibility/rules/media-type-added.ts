import { ifAdded, type ContentPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const mediaTypeAdded: Rule<ContentPair> = {
  id: "media-type-added",
  summary: "There is a further media type, for those that ask for it.",
  effect: "widens",
  severity: always("info"),
  check: (pair) =>
    pair.isUnasked || pair.isPartial
      ? []
      : ifAdded(pair, ({ media, cursor }) => ({ what: `media type ${media.type} was added`, at: cursor })),
};
