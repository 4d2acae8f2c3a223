import { ifRemoved, type ContentPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const mediaTypeRemoved: Rule<ContentPair> = {
  id: "media-type-removed",
  summary: "A media type is no longer taken, or no longer to be had: clients choose it by `Content-Type` and `Accept`.",
  effect: "narrows",
  severity: always("error"),
  check: (pair) =>
    pair.isUnasked || pair.isPartial
      ? []
      : ifRemoved(pair, ({ media, cursor }) => ({ what: `media type ${media.type} was removed`, was: cursor })),
};
