import type { Rule } from "../rule.js";
import { isRemoved, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const propertyBecameOptional: Rule<MemberPair> = {
  id: "property-became-optional",
  summary: "A property that every object had may be missing.",
  effect: "widens",
  check: (pair) =>
    pair.old.isRequired && !pair.new.isRequired && !isRemoved(pair)
      ? [{ what: `property "${pair.name}" became optional`, at: placeOf(pair.within.new, "required") }]
      : [],
};
