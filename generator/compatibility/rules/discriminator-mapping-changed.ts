import { always, type Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { mappingOf } from "../schema/union-words.js";

export const discriminatorMappingChanged: Rule<SchemaPair> = {
  id: "discriminator-mapping-changed",
  summary: "A value of the discriminator leads to another alternative.",
  effect: "none",
  severity: always("warning"),
  check: ({ old, new: now }) =>
    [...mappingOf(old)].flatMap(([value, before]) => {
      const after = mappingOf(now).get(value);
      if (after === undefined || after === before) return [];
      return [{ what: `"${value}" means ${after} instead of ${before}`, at: placeOf(now, "discriminator") }];
    }),
};
