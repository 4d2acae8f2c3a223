import type { Rule } from "../rule.js";
import type { MemberPair } from "../schema/members.js";
import { isNever, placeOf } from "../schema/normal-schema.js";

export const propertyBecameWriteOnly: Rule<MemberPair> = {
  id: "property-became-write-only",
  summary:
    "Replies no longer have a property: it is `writeOnly`. Where every reply had it, " +
    "`property-became-optional` says so.",
  effect: "narrows",
  severity: { request: "info", reply: "warning" },
  check: ({ name, old, new: now }) =>
    now.absence === "writeOnly" && old.isDeclared && !isNever(old.normal)
      ? [{ what: `property "${name}" became write-only`, at: placeOf(now.normal, "writeOnly") }]
      : [],
};
