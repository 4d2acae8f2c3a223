import { ifRemoved, type ResponsePair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const responseRangeNarrowed: Rule<ResponsePair> = {
  id: "response-range-narrowed",
  summary: "Statuses stand where a range such as `2XX` stood: others of the range are left out.",
  effect: "narrows",
  check: (pair) =>
    pair.isPartial
      ? ifRemoved(pair, ({ cursor }) => ({ what: `not all statuses of ${pair.status} are left`, was: cursor }))
      : [],
};
