import type { Rule } from "../rule.js";
import type { MemberPair } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";

export const propertyRemovedFromClosedObject: Rule<MemberPair> = {
  id: "property-removed-from-closed-object",
  summary: "An object may no longer have a property: it is not declared, and the object forbids all that is not.",
  effect: "narrows",
  check: ({ name, old, new: now }) =>
    !isNever(old.normal) && isNever(now.normal) && now.absence === undefined && (old.isDeclared || now.isDeclared)
      ? [{ what: `property "${name}" is forbidden now`, was: placeOf(old.normal) }]
      : [],
};
