import { memberOf } from "../../compatibility/schema/members.js";
import { isAny } from "../../compatibility/schema/normal-schema.js";
import { declaredAround } from "../declared-around.js";
import type { ApiSubject, LintRule } from "../rule.js";

export const requiredUndeclared: LintRule<ApiSubject> = {
  id: "required-undeclared",
  severity: "warning",
  summary: "`required` names a property that no schema for the same value declares: often a slip of the pen.",
  check: ({ schemas, normal }) => {
    const around = declaredAround(schemas, normal);
    return schemas.flatMap((schema) => {
      const list = schema.cursor.isObject ? schema.cursor.get("required") : undefined;
      if (!Array.isArray(list?.value) || schema.properties === undefined) return [];
      return list.items().flatMap((name) => {
        const text = String(name.value);
        const member = memberOf(normal(schema), text);
        if (member.isDeclared || !isAny(member.normal) || around(schema, text)) return [];
        return [{ what: `required property "${text}" is not declared`, at: name }];
      });
    });
  },
};
