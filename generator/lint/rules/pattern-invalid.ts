import type { ApiSubject, LintRule } from "../rule.js";
import { isReadable } from "../../model/regular-expression.js";
import { patternsOf } from "../patterns.js";

export const patternInvalid: LintRule<ApiSubject> = {
  id: "pattern-invalid",
  severity: "error",
  summary: "A pattern is no regular expression of ECMA-262 (JSON Schema 2020-12 section 6.4).",
  check: ({ schemas }) =>
    schemas
      .flatMap(patternsOf)
      .filter(({ pattern }) => !isReadable(pattern, "u") && !isReadable(pattern, ""))
      .map(({ pattern, at }) => ({ what: `not a regular expression: ${JSON.stringify(pattern)}`, at })),
};
