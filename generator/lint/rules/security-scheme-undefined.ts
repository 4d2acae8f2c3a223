import type { DocumentSubject, LintRule } from "../rule.js";

export const securitySchemeUndefined: LintRule<DocumentSubject> = {
  id: "security-scheme-undefined",
  severity: "error",
  summary: "`security` names a scheme that `components.securitySchemes` does not declare.",
  check: ({ root, operations }) => {
    const schemes = root.get("components")?.get("securitySchemes");
    const lists = [root, ...operations.map(({ cursor }) => cursor)].map(
      (owner) => owner.get("security")?.items() ?? [],
    );
    return lists
      .flat()
      .flatMap((alternative) => alternative.entries())
      .filter(([name]) => schemes?.has(name) !== true)
      .map(([name, at]) => ({ what: `security scheme "${name}" is not declared`, at }));
  },
};
