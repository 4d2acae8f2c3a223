import type { ApiSubject, LintRule } from "../rule.js";
import { isReadable } from "../../model/regular-expression.js";
import { patternsOf, strangeWord } from "../patterns.js";

export const patternNotPortable: LintRule<ApiSubject> = {
  id: "pattern-not-portable",
  severity: "warning",
  summary:
    "A pattern has what not every language's regular expressions have, or needs the mode of ECMA-262 without " +
    "`u` (JSON Schema 2020-12 section 6.4).",
  check: ({ schemas }) =>
    schemas.flatMap(patternsOf).flatMap(({ pattern, at }) => {
      if (!isReadable(pattern, "")) return [];
      const word =
        strangeWord(pattern) ?? (!isReadable(pattern, "u") ? "an escape that the flag u forbids" : undefined);
      return word === undefined ? [] : [{ what: `pattern ${JSON.stringify(pattern)} has ${word}`, at }];
    }),
};
