import type { Schema } from "./schema.js";

/**
 * What a keyword looks at: `leaf`: the value, not what is inside it; `object`, `array`: what is inside values of that
 * type; `whole`: other schemas for the same value, or what these have looked at; `annotation`: no value.
 */
type Role = "leaf" | "object" | "array" | "whole" | "annotation";

/** Every keyword of the model and its role. Which ones hold schemas, and how, is said by the lists below. */
export const ROLES = {
  never: "whole",
  ref: "whole",
  types: "leaf",
  enum: "leaf",
  const: "leaf",
  properties: "object",
  required: "object",
  additionalProperties: "object",
  patternProperties: "object",
  propertyNames: "object",
  unevaluatedProperties: "whole",
  dependentRequired: "object",
  dependentSchemas: "object",
  minProperties: "object",
  maxProperties: "object",
  items: "array",
  prefixItems: "array",
  contains: "array",
  minContains: "array",
  maxContains: "array",
  minItems: "array",
  maxItems: "array",
  uniqueItems: "array",
  unevaluatedItems: "whole",
  minimum: "leaf",
  maximum: "leaf",
  exclusiveMinimum: "leaf",
  exclusiveMaximum: "leaf",
  multipleOf: "leaf",
  minLength: "leaf",
  maxLength: "leaf",
  pattern: "leaf",
  format: "leaf",
  contentEncoding: "annotation",
  contentMediaType: "annotation",
  contentSchema: "annotation",
  allOf: "whole",
  anyOf: "whole",
  oneOf: "whole",
  not: "whole",
  if: "whole",
  then: "whole",
  else: "whole",
  discriminator: "annotation",
  title: "annotation",
  description: "annotation",
  deprecated: "annotation",
  readOnly: "annotation",
  writeOnly: "annotation",
  default: "annotation",
} as const satisfies Readonly<Record<Exclude<keyof Schema, "cursor">, Role>>;

export type Keyword = keyof typeof ROLES;

/** Keywords that hold one schema for a part of the value. */
export const PART_SCHEMAS = [
  "propertyNames",
  "unevaluatedProperties",
  "contains",
  "unevaluatedItems",
  "additionalProperties",
  "items",
] as const;
/** Keywords that hold one schema for the same value. */
export const VALUE_SCHEMAS = ["not", "if", "then", "else"] as const;
/** Keywords that hold several schemas for the same value. */
export const VALUE_LISTS = ["allOf", "anyOf", "oneOf"] as const;

/** All keywords that hold one schema which says something of values. */
export const SCHEMAS = [...PART_SCHEMAS, ...VALUE_SCHEMAS] as const;
/** All keywords that hold a list of schemas. */
export const SCHEMA_LISTS = ["prefixItems", ...VALUE_LISTS] as const;
/** All keywords that hold schemas by name. Those of `dependentSchemas` are for the same value. */
export const SCHEMA_MAPS = ["properties", "patternProperties", "dependentSchemas"] as const;

/** True for a keyword of a list. */
export function isAmong<Listed extends Keyword>(list: readonly Listed[], key: Keyword): key is Listed {
  return list.some((listed) => listed === key);
}

/** The keywords of a schema, in the order in which it has them. */
export function allKeywordsOf(schema: Schema): Keyword[] {
  const keys = Object.keys(schema) as (keyof Schema)[]; // a node has the keys of its interface only
  return keys.filter((key): key is Keyword => key !== "cursor" && schema[key] !== undefined);
}

/** Those of them that constrain values. */
export function keywordsOf(schema: Schema): Keyword[] {
  return allKeywordsOf(schema).filter((key) => ROLES[key] !== "annotation");
}

/** True when every value is valid: no keyword constrains any. */
export function isUnconstrained(schema: Schema): boolean {
  return keywordsOf(schema).length === 0;
}

/** True when the schema can be checked by a few conditions on the value. */
export function isLeaf(schema: Schema): boolean {
  return keywordsOf(schema).every((key) => ROLES[key] === "leaf");
}

/** True when `keywords` is all that constrains. */
export function hasOnly(schema: Schema, ...keywords: readonly Keyword[]): boolean {
  return keywordsOf(schema).every((key) => keywords.includes(key));
}

/** The schemas directly inside a schema that say something of values. */
export function children(schema: Schema): Schema[] {
  return [
    ...SCHEMA_MAPS.flatMap((key) => [...(schema[key]?.values() ?? [])]),
    ...SCHEMA_LISTS.flatMap((key) => schema[key] ?? []),
    ...SCHEMAS.flatMap((key) => schema[key] ?? []),
  ];
}
