import { ownParameters } from "../raw-parameters.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const parameterDuplicate: LintRule<DocumentSubject> = {
  id: "parameter-duplicate",
  severity: "error",
  summary: "A list of parameters has two of one name and place (OpenAPI 3.1 section 4.8.10).",
  check: ({ contract, operations }) =>
    operations.flatMap(({ cursor }) => {
      const seen = new Set<string>();
      return ownParameters(contract, cursor).flatMap((parameter) => {
        const key = `${String(parameter.get("in")?.value)} parameter "${String(parameter.get("name")?.value)}"`;
        const isNew = !seen.has(key);
        seen.add(key);
        return isNew ? [] : [{ what: `${key} is declared twice`, at: parameter }];
      });
    }),
};
