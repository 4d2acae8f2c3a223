import type { Rule } from "../rule.js";
import { itemOf } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { isAnyText, isListOfAnyLength, isScalar } from "../schema/texts.js";

export const parameterBecameList: Rule<SchemaPair> = {
  id: "parameter-became-list",
  summary: "An exploded parameter may be given more than once. One value is written as a list of one is.",
  effect: "widens",
  check: ({ old, new: now, proofs }) => {
    if (!isScalar(old) || !isListOfAnyLength(now)) return [];
    const item = itemOf(now, 0);
    return isAnyText(item) || proofs.contains(item, old)
      ? [{ what: "may be given more than once", at: placeOf(now, "type") }]
      : [];
  },
};
