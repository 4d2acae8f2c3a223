import * as rules from "../../generator/compatibility/rules/index.js";
import * as schemaRules from "../../generator/compatibility/schema/rules.js";
import type { Rule } from "../../generator/compatibility/rule.js";

/** Every rule once, in the order of the documentation. */
export const ALL_RULES: readonly Rule<never>[] = [
  ...new Map<string, Rule<never>>(
    [
      ...rules.CONTRACT_RULES,
      ...rules.SERVER_RULES,
      ...rules.OPERATION_RULES,
      ...rules.PARAMETER_RULES,
      ...rules.BODY_RULES,
      ...rules.CONTENT_RULES,
      ...rules.RESPONSE_RULES,
      ...rules.LINK_RULES,
      ...rules.HEADER_RULES,
      ...schemaRules.TEXT_RULES,
      ...schemaRules.LIST_RULES,
      ...schemaRules.SCHEMA_RULES,
      ...schemaRules.UNION_RULES,
      ...schemaRules.MEMBER_RULES,
    ].map((rule) => [rule.id, rule]),
  ).values(),
];
