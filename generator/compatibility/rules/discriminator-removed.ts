import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { discriminatorOf } from "../schema/union-words.js";

export const discriminatorRemoved: Rule<SchemaPair> = {
  id: "discriminator-removed",
  summary: "No property tells the alternatives apart any more.",
  effect: "none",
  check: ({ old, new: now }) =>
    discriminatorOf(old) !== undefined && discriminatorOf(now) === undefined
      ? [{ what: "the discriminator was removed", at: placeOf(now) }]
      : [],
};
