import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { discriminatorOf } from "../schema/union-words.js";

export const discriminatorAdded: Rule<SchemaPair> = {
  id: "discriminator-added",
  summary: "A property tells alternatives apart that did not.",
  effect: "none",
  check: ({ old, new: now }) =>
    discriminatorOf(old) === undefined && discriminatorOf(now) !== undefined
      ? [{ what: "a discriminator was added", at: placeOf(now, "discriminator") }]
      : [],
};
