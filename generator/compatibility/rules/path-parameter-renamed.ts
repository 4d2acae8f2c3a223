import { templateNames } from "../../model/template.js";
import { ifKept, type OperationPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const pathParameterRenamed: Rule<OperationPair> = {
  id: "path-parameter-renamed",
  summary:
    "A path parameter has another name. The path is the same; arguments of generated functions are called differently.",
  effect: "none",
  check: (pair) =>
    templateNames(pair.old?.path ?? "").flatMap((name, index) =>
      ifKept(pair, (_old, now) => {
        const renamed = templateNames(now.path)[index];
        const parameter = now.parameters.find((found) => found.in === "path" && found.name === renamed);
        // Braces of callbacks hold expressions.
        if (parameter === undefined || renamed === name) return undefined;
        return { what: `path parameter "${name}" is called "${renamed}" now`, at: parameter.cursor };
      }),
    ),
};
