import { always, type Rule } from "../rule.js";
import { isRemoved, type MemberPair } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";

export const optionalPropertyRemoved: Rule<MemberPair> = {
  id: "optional-property-removed",
  summary:
    "A property that could be missing is no longer declared. In a request it has no effect any more; replies " +
    "are taken not to have it, though an open object could.",
  effect: "widens",
  severity: always("warning"),
  check: (pair) =>
    isRemoved(pair) && !(pair.old.isRequired && !pair.new.isRequired)
      ? [{ what: `property "${pair.name}" was removed`, was: placeOf(pair.old.normal) }]
      : [],
};
