import type { Rule } from "../rule.js";
import type { MemberPair } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";

export const propertyAddedToClosedObject: Rule<MemberPair> = {
  id: "property-added-to-closed-object",
  summary: "An object may have a property that the old contract forbade, as it forbids all that is not declared.",
  effect: "widens",
  check: ({ name, old, new: now }) =>
    isNever(old.normal) && old.absence === undefined && !isNever(now.normal) && (old.isDeclared || now.isDeclared)
      ? [{ what: `property "${name}" was added, which was forbidden`, at: placeOf(now.normal) }]
      : [],
};
