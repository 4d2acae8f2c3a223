import type { Rule } from "../rule.js";
import { isRemoved, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const requiredPropertyRemoved: Rule<MemberPair> = {
  id: "required-property-removed",
  summary: "A property that every object had is no longer declared. In a request it has no effect any more.",
  effect: "widens",
  severity: { request: "warning", reply: "error" },
  check: (pair) =>
    isRemoved(pair) && pair.old.isRequired && !pair.new.isRequired
      ? [{ what: `required property "${pair.name}" was removed`, was: placeOf(pair.old.normal) }]
      : [],
};
