import type { Rule } from "../rule.js";
import type { MemberPair } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";

export const propertyNoLongerWriteOnly: Rule<MemberPair> = {
  id: "property-no-longer-write-only",
  summary: "Replies have a property that was `writeOnly`, and so refused in replies.",
  effect: "widens",
  check: ({ name, old, new: now }) =>
    old.absence === "writeOnly" && now.isDeclared && !isNever(now.normal)
      ? [{ what: `property "${name}" is no longer write-only`, at: placeOf(now.normal) }]
      : [],
};
