import type { Rule } from "../rule.js";
import { isAdded, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const requiredPropertyAdded: Rule<MemberPair> = {
  id: "required-property-added",
  summary: "Objects must have a property that the old contract did not know.",
  effect: "narrows",
  check: (pair) =>
    isAdded(pair) && pair.new.isRequired && !pair.old.isRequired
      ? [{ what: `required property "${pair.name}" was added`, at: placeOf(pair.new.normal) }]
      : [],
};
