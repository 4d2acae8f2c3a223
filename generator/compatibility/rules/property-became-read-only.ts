import type { Rule } from "../rule.js";
import type { MemberPair } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";

export const propertyBecameReadOnly: Rule<MemberPair> = {
  id: "property-became-read-only",
  summary: "Requests may no longer have a property: it is `readOnly`.",
  effect: "narrows",
  check: ({ name, old, new: now }) =>
    now.absence === "readOnly" && old.isDeclared && !isNever(old.normal)
      ? [{ what: `property "${name}" became read-only`, at: placeOf(now.normal, "readOnly") }]
      : [],
};
