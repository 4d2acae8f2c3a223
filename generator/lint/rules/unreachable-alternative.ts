import { isNever } from "../../compatibility/schema/normal-schema.js";
import type { ApiSubject, LintRule } from "../rule.js";

export const unreachableAlternative: LintRule<ApiSubject> = {
  id: "unreachable-alternative",
  severity: "error",
  summary: "All that matches an alternative of a `oneOf` matches another too, so that `oneOf` refuses it.",
  check: ({ unions, proofs }) =>
    unions
      .filter(({ isExclusive, hasDiscriminator }) => isExclusive && !hasDiscriminator)
      .flatMap(({ branches }) =>
        branches.flatMap(({ name, schema, normal }) => {
          const wider = branches.find((other) => other.schema !== schema && proofs.contains(other.normal, normal));
          if (wider === undefined || isNever(normal)) return [];
          return [
            {
              what: `alternative ${name} is never valid: what matches it matches ${wider.name} too`,
              at: schema.cursor,
            },
          ];
        }),
      ),
};
