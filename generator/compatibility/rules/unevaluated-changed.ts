import type { Rule } from "../rule.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const unevaluatedChanged: Rule<SchemaPair> = {
  id: "unevaluated-changed",
  summary:
    "A schema with `unevaluatedProperties` or `unevaluatedItems` beside alternatives or conditions changed. " +
    "Whether more or less is valid is not decided.",
  effect: "changes",
  check: ({ old, new: now, proofs }) => {
    const isSame =
      old.unevaluated.length === now.unevaluated.length &&
      old.unevaluated.every((schema, index) => {
        const other = now.unevaluated[index];
        return other !== undefined && proofs.isSame(old.normalizer.of([schema]), now.normalizer.of([other]));
      });
    if (isSame) return [];
    const at = placeOf(now, "unevaluatedProperties", "unevaluatedItems");
    return [{ what: "what is left unevaluated changed", at }];
  },
};
