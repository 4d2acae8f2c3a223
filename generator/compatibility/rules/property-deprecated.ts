import type { Rule } from "../rule.js";
import { isDeprecated, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const propertyDeprecated: Rule<MemberPair> = {
  id: "property-deprecated",
  summary: "A property is deprecated now.",
  effect: "none",
  check: ({ name, old, new: now }) =>
    old.isDeclared && !isDeprecated(old) && isDeprecated(now)
      ? [{ what: `property "${name}" is deprecated now`, at: placeOf(now.normal, "deprecated") }]
      : [],
};
