import { templateNames } from "../../model/template.js";
import { parametersOf } from "../raw-parameters.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const pathParameterUndeclared: LintRule<DocumentSubject> = {
  id: "path-parameter-undeclared",
  severity: "error",
  summary: "A path has a name in braces that no path parameter describes.",
  check: ({ contract, operations }) =>
    operations.flatMap((operation) => {
      const declared = parametersOf(contract, operation).filter((parameter) => parameter.get("in")?.value === "path");
      const names = new Set(declared.map((parameter) => parameter.get("name")?.value));
      return templateNames(operation.path)
        .filter((name) => !names.has(name))
        .map((name) => ({
          what: `${operation.method} ${operation.path} does not declare path parameter "${name}"`,
          at: operation.cursor,
        }));
    }),
};
