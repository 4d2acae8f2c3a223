import { OBJECT } from "../../model/type-set.js";
import type { Rule } from "../rule.js";
import { furtherDependencies } from "../schema/dependencies.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const dependentRequiredRemoved: Rule<SchemaPair> = {
  id: "dependent-required-removed",
  summary: "Where one property is present, another need not be any more.",
  effect: "widens",
  check: ({ old, new: now, shared }) =>
    (shared & OBJECT) === 0
      ? []
      : furtherDependencies(now, old).map(([name, needed]) => ({
          what: `"${name}" no longer needs "${needed}" beside it`,
          at: placeOf(now, "dependentRequired"),
        })),
};
