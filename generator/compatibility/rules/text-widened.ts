import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { isAnyText, isScalar } from "../schema/texts.js";
import { nameTypes } from "../schema/type-names.js";

export const textWidened: Rule<SchemaPair> = {
  id: "text-widened",
  summary:
    "A parameter or header may be any text where numbers or truth values were. On the wire, those are texts too.",
  effect: "widens",
  check: ({ old, new: now, shared }) =>
    shared === 0 && isScalar(old) && isAnyText(now)
      ? [{ what: `may be any text instead of ${nameTypes(old.types)}`, at: placeOf(now, "type") }]
      : [],
};
