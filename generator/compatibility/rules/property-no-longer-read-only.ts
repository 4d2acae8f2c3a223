import type { Rule } from "../rule.js";
import type { MemberPair } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";

export const propertyNoLongerReadOnly: Rule<MemberPair> = {
  id: "property-no-longer-read-only",
  summary: "Requests may have a property that was `readOnly`.",
  effect: "widens",
  check: ({ name, old, new: now }) =>
    old.absence === "readOnly" && now.isDeclared && !isNever(now.normal)
      ? [{ what: `property "${name}" is no longer read-only`, at: placeOf(now.normal) }]
      : [],
};
