import { OBJECT } from "../../emit/checks/instance-types.js";
import type { Rule } from "../rule.js";
import { patternPairs } from "../schema/members.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const patternPropertiesChanged: Rule<SchemaPair> = {
  id: "pattern-properties-changed",
  summary: "Other patterns choose the schemas of properties. Which names they choose is not decided.",
  effect: "changes",
  check: ({ old, new: now, shared }) =>
    (shared & OBJECT) !== 0 && patternPairs(old, now) === undefined
      ? [{ what: "patternProperties has other patterns", at: placeOf(now, "patternProperties") }]
      : [],
};
