import { OBJECT } from "../../model/type-set.js";
import type { Rule } from "../rule.js";
import { furtherDependencies } from "../schema/dependencies.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const dependentRequiredAdded: Rule<SchemaPair> = {
  id: "dependent-required-added",
  summary: "Where one property is present, another has to be too.",
  effect: "narrows",
  check: ({ old, new: now, shared }) =>
    (shared & OBJECT) === 0
      ? []
      : furtherDependencies(old, now).map(([name, needed]) => ({
          what: `"${name}" needs "${needed}" beside it now`,
          at: placeOf(now, "dependentRequired"),
        })),
};
