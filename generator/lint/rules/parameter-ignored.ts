import { parametersOf } from "../raw-parameters.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const parameterIgnored: LintRule<DocumentSubject> = {
  id: "parameter-ignored",
  severity: "warning",
  summary:
    "A header parameter `Accept`, `Content-Type` or `Authorization` is ignored (OpenAPI 3.1 section 4.8.12.1): " +
    "responses, bodies and security say it.",
  check: ({ contract, operations }) => {
    const found = operations
      .flatMap((operation) => parametersOf(contract, operation))
      .filter((parameter) => {
        const isHeader = parameter.get("in")?.value === "header";
        return isHeader && /^(accept|content-type|authorization)$/i.test(String(parameter.get("name")?.value));
      });
    const once = new Map(found.map((parameter) => [parameter.address, parameter]));
    return [...once.values()].map((at) => ({ what: `header parameter ${at.get("name")?.describe()} is ignored`, at }));
  },
};
