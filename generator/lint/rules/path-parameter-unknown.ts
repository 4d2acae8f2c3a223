import { templateNames } from "../../model/template.js";
import { parametersOf } from "../raw-parameters.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const pathParameterUnknown: LintRule<DocumentSubject> = {
  id: "path-parameter-unknown",
  severity: "error",
  summary: "A path parameter is declared that the path does not have.",
  check: ({ contract, operations }) =>
    operations.flatMap((operation) =>
      parametersOf(contract, operation)
        .filter((parameter) => parameter.get("in")?.value === "path")
        .filter((parameter) => !templateNames(operation.path).includes(String(parameter.get("name")?.value)))
        .map((at) => ({ what: `path parameter ${at.get("name")?.describe()} is not in "${operation.path}"`, at })),
    ),
};
