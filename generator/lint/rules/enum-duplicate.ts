import { canonical } from "../../compatibility/schema/canonical.js";
import type { ApiSubject, LintRule } from "../rule.js";

export const enumDuplicate: LintRule<ApiSubject> = {
  id: "enum-duplicate",
  severity: "warning",
  summary: "An `enum` has a value twice.",
  check: ({ schemas }) =>
    schemas.flatMap(({ cursor }) => {
      const values = cursor.isObject ? cursor.get("enum") : undefined;
      const seen = new Set<string>();
      return (values?.items() ?? []).flatMap((value) => {
        const text = canonical(value.value);
        const isNew = !seen.has(text);
        seen.add(text);
        return isNew ? [] : [{ what: `enum has ${text} twice`, at: value }];
      });
    }),
};
