import { isNever } from "../../compatibility/schema/normal-schema.js";
import type { ApiSubject, LintRule } from "../rule.js";
import { emptyRange } from "../empty-range.js";

export const nothingValid: LintRule<ApiSubject> = {
  id: "nothing-valid",
  severity: "error",
  summary:
    "A schema lets no value through: no type is left, no value of its `enum`, or a lower bound is above the upper.",
  check: ({ schemas, normal }) =>
    schemas.flatMap((schema) => {
      if (schema.never === true) return [];
      const own = normal(schema);
      const range = emptyRange(own);
      if (range !== undefined) return [{ what: `no value is valid: ${range}`, at: schema.cursor }];
      const hasOwnWords = schema.types !== undefined || schema.enum !== undefined || schema.allOf !== undefined;
      return isNever(own) && hasOwnWords ? [{ what: "no value is valid", at: schema.cursor }] : [];
    }),
};
