import type { DocumentSubject, LintRule } from "../rule.js";

export const operationIdDuplicate: LintRule<DocumentSubject> = {
  id: "operation-id-duplicate",
  severity: "error",
  summary: "Two operations have the same `operationId`, which has to be unique (OpenAPI 3.1 section 4.8.10).",
  check: ({ operations }) => {
    const first = new Map<unknown, string>();
    return operations.flatMap(({ method, path, cursor }) => {
      const id = cursor.get("operationId");
      if (id === undefined) return [];
      const other = first.get(id.value);
      first.set(id.value, other ?? `${method} ${path}`);
      return other === undefined ? [] : [{ what: `operationId ${id.describe()} is that of ${other} too`, at: id }];
    });
  },
};
