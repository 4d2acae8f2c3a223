import { always, type Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { discriminatorOf } from "../schema/union-words.js";

export const discriminatorPropertyChanged: Rule<SchemaPair> = {
  id: "discriminator-property-changed",
  summary: "Another property tells the alternatives apart.",
  effect: "none",
  severity: always("warning"),
  check: ({ old, new: now }) => {
    const [before, after] = [discriminatorOf(old)?.propertyName, discriminatorOf(now)?.propertyName];
    if (before === undefined || after === undefined || before === after) return [];
    return [{ what: `discriminator changed from "${before}" to "${after}"`, at: placeOf(now, "discriminator") }];
  },
};
