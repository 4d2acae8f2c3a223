import { always, type Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { discriminatorOf, mappingOf } from "../schema/union-words.js";

export const discriminatorMappingRemoved: Rule<SchemaPair> = {
  id: "discriminator-mapping-removed",
  summary: "A value of the discriminator no longer leads to an alternative.",
  effect: "none",
  severity: always("warning"),
  check: ({ old, new: now }) =>
    discriminatorOf(now) === undefined
      ? []
      : [...mappingOf(old).keys()]
          .filter((value) => !mappingOf(now).has(value))
          .map((value) => ({ what: `mapping of "${value}" was removed`, at: placeOf(now, "discriminator") })),
};
