import type { Rule } from "../rule.js";
import { isDeprecated, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const propertyReactivated: Rule<MemberPair> = {
  id: "property-reactivated",
  summary: "A property is no longer deprecated.",
  effect: "none",
  check: ({ name, old, new: now }) =>
    isDeprecated(old) && now.isDeclared && !isDeprecated(now)
      ? [{ what: `property "${name}" is no longer deprecated`, at: placeOf(now.normal) }]
      : [],
};
