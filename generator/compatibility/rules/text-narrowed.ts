import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { isAnyText, isScalar } from "../schema/texts.js";
import { nameTypes } from "../schema/type-names.js";

export const textNarrowed: Rule<SchemaPair> = {
  id: "text-narrowed",
  summary: "A parameter or header has to be a number or truth value where any text was valid.",
  effect: "narrows",
  check: ({ old, new: now, shared }) =>
    shared === 0 && isAnyText(old) && isScalar(now)
      ? [{ what: `has to be ${nameTypes(now.types)} instead of any text`, at: placeOf(now, "type") }]
      : [],
};
