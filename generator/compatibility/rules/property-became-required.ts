import type { Rule } from "../rule.js";
import { isAdded, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const propertyBecameRequired: Rule<MemberPair> = {
  id: "property-became-required",
  summary: "A property that could be missing is required.",
  effect: "narrows",
  check: (pair) =>
    pair.new.isRequired && !pair.old.isRequired && !isAdded(pair)
      ? [{ what: `property "${pair.name}" became required`, at: placeOf(pair.within.new, "required") }]
      : [],
};
