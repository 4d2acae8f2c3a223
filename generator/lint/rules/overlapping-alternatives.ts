import type { ApiSubject, LintRule } from "../rule.js";

export const overlappingAlternatives: LintRule<ApiSubject> = {
  id: "overlapping-alternatives",
  severity: "warning",
  summary: "There is a value that matches two alternatives of a `oneOf`, which therefore refuses it.",
  check: ({ unions, proofs }) =>
    unions.flatMap(({ overlap, cursor, branches }) => {
      // Where one contains another, `unreachable-alternative` has said it.
      const isSaid = branches.some(({ schema, normal }) =>
        branches.some((other) => other.schema !== schema && proofs.contains(other.normal, normal)),
      );
      if (overlap === undefined || isSaid) return [];
      const what = `oneOf refuses ${JSON.stringify(overlap.value)}: it matches ${overlap.names.join(" and ")}`;
      return [{ what, at: cursor.get("oneOf") ?? cursor }];
    }),
};
