import { overlaps } from "../path-overlap.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const ambiguousPaths: LintRule<DocumentSubject> = {
  id: "ambiguous-paths",
  severity: "warning",
  summary: "Two paths match the same request, and neither is the more specific one: `/{a}/x` and `/y/{b}`.",
  check: ({ operations }) =>
    operations.flatMap((operation, index) => {
      const other = operations
        .slice(0, index)
        .find(({ method, path }) => method === operation.method && overlaps(path, operation.path));
      if (other === undefined) return [];
      const what = `${operation.method} "${operation.path}" and "${other.path}" match the same requests`;
      return [{ what, at: operation.cursor }];
    }),
};
