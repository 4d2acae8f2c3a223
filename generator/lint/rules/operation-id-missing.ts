import type { DocumentSubject, LintRule } from "../rule.js";

export const operationIdMissing: LintRule<DocumentSubject> = {
  id: "operation-id-missing",
  severity: "warning",
  summary: "An operation has no `operationId`: what is generated is called after its path, and renamed with it.",
  check: ({ operations }) =>
    operations
      .filter(({ cursor }) => !cursor.has("operationId"))
      .map(({ method, path, cursor }) => ({ what: `${method} ${path} has no operationId`, at: cursor })),
};
