import * as rules from "../../generator/compatibility/rules/index.js";
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
      ...rules.TEXT_RULES,
      ...rules.LIST_RULES,
      ...rules.SCHEMA_RULES,
      ...rules.UNION_RULES,
      ...rules.MEMBER_RULES,
    ].map((rule) => [rule.id, rule]),
  ).values(),
];
