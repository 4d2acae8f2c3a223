import { ARRAY } from "../../model/type-set.js";
import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const uniqueItemsLifted: Rule<SchemaPair> = {
  id: "unique-items-lifted",
  summary: "A list may have an item twice.",
  effect: "widens",
  check: ({ old, new: now, shared }) =>
    (shared & ARRAY) !== 0 && old.isUnique && !now.isUnique
      ? [{ what: "items need not be unique any more", at: placeOf(now, "uniqueItems") }]
      : [],
};
