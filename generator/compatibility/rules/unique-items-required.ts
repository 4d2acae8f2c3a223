import { ARRAY } from "../../model/type-set.js";
import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const uniqueItemsRequired: Rule<SchemaPair> = {
  id: "unique-items-required",
  summary: "A list may no longer have an item twice.",
  effect: "narrows",
  check: ({ old, new: now, shared }) =>
    (shared & ARRAY) !== 0 && now.isUnique && !old.isUnique
      ? [{ what: "items must be unique now", at: placeOf(now, "uniqueItems") }]
      : [],
};
