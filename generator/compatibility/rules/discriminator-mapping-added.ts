import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { discriminatorOf, mappingOf } from "../schema/union-words.js";

export const discriminatorMappingAdded: Rule<SchemaPair> = {
  id: "discriminator-mapping-added",
  summary: "A further value of the discriminator leads to an alternative.",
  effect: "none",
  check: ({ old, new: now }) =>
    discriminatorOf(old) === undefined
      ? []
      : [...mappingOf(now).keys()]
          .filter((value) => !mappingOf(old).has(value))
          .map((value) => ({ what: `mapping of "${value}" was added`, at: placeOf(now, "discriminator") })),
};
