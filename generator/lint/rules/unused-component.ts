import { unusedComponents } from "../unused-components.js";
import type { DocumentSubject, LintRule } from "../rule.js";

export const unusedComponent: LintRule<DocumentSubject> = {
  id: "unused-component",
  severity: "warning",
  summary: "A component is reached from no path, webhook or security requirement.",
  check: ({ contract }) =>
    unusedComponents(contract).map((at) => ({
      what: `${String(at.parent?.step)} "${String(at.step)}" is not used`,
      at,
    })),
};
