import { always, type Rule } from "../rule.js";
import { isAdded, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const optionalPropertyAdded: Rule<MemberPair> = {
  id: "optional-property-added",
  summary:
    "Objects may have a property that the old contract did not know. What clients made of the name before, in " +
    "an object that allows any, is not held against the new contract.",
  effect: "narrows",
  severity: always("info"),
  check: (pair) =>
    isAdded(pair) && !(pair.new.isRequired && !pair.old.isRequired)
      ? [{ what: `property "${pair.name}" was added`, at: placeOf(pair.new.normal) }]
      : [],
};
