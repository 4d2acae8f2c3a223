import { isNever } from "../../compatibility/schema/normal-schema.js";
import type { ApiSubject, LintRule } from "../rule.js";

export const redundantAlternative: LintRule<ApiSubject> = {
  id: "redundant-alternative",
  severity: "info",
  summary: "All that matches an alternative of an `anyOf` matches another too: it only documents.",
  check: ({ unions, proofs }) =>
    unions
      .filter(({ isExclusive }) => !isExclusive)
      .flatMap(({ branches }) =>
        branches.flatMap(({ name, schema, normal }, index) => {
          const wider = branches.find(
            (other, place) =>
              other.schema !== schema &&
              proofs.contains(other.normal, normal) &&
              // Of two that are the same, the second is the redundant one.
              (place < index || !proofs.contains(normal, other.normal)),
          );
          if (wider === undefined || isNever(normal)) return [];
          return [{ what: `what matches alternative ${name} matches ${wider.name} too`, at: schema.cursor }];
        }),
      ),
};
