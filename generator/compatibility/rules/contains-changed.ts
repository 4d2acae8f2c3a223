import type { Rule } from "../rule.js";
import { containsChange } from "../schema/contains-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const containsChanged: Rule<SchemaPair> = {
  id: "contains-changed",
  summary: "How many items of which kind a list has to contain changed, and neither demand includes the other.",
  effect: "changes",
  check: (pair) =>
    containsChange(pair) === "changes" ? [{ what: "must contain other items", at: placeOf(pair.new, "contains") }] : [],
};
