import type { Cursor } from "../document/cursor.js";

/** Instance types of JSON Schema 2020-12 section 6.1.1. */
export type JsonType = "null" | "boolean" | "object" | "array" | "number" | "string" | "integer";

/**
 * OpenAPI 3.1 section 4.8.25: the property whose value names the schema of the object. Which values those are is said
 * by the branches themselves (discriminators.ts).
 */
export interface Discriminator {
  readonly propertyName: string;
}

/**
 * A schema in the words of JSON Schema 2020-12, whatever dialect it was written in: OpenAPI 3.0's `nullable` is a type,
 * its boolean `exclusiveMinimum` a number, and keywords beside its `$ref` are dropped (OpenAPI 3.0.4 section 4.7.23).
 *
 * `ref` is the address of the schema that `$ref` names, to be looked up in `Api.schemas`; schemas form a graph with
 * cycles.
 */
export interface Schema {
  readonly cursor: Cursor;
  /** The schema `false`: nothing is valid. */
  readonly never?: true;
  readonly ref?: string;
  readonly types?: readonly JsonType[];
  readonly enum?: readonly unknown[];
  readonly const?: { readonly value: unknown };

  readonly properties?: ReadonlyMap<string, Schema>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly patternProperties?: ReadonlyMap<string, Schema>;
  readonly propertyNames?: Schema;
  readonly unevaluatedProperties?: Schema;
  readonly dependentRequired?: ReadonlyMap<string, readonly string[]>;
  readonly dependentSchemas?: ReadonlyMap<string, Schema>;
  readonly minProperties?: number;
  readonly maxProperties?: number;

  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly contains?: Schema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: true;
  readonly unevaluatedItems?: Schema;

  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
  /** Schema of what a text holds; an annotation. */
  readonly contentSchema?: Schema;

  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly discriminator?: Discriminator;

  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: true;
  readonly readOnly?: true;
  readonly writeOnly?: true;
  readonly default?: { readonly value: unknown };
}

/** The values that `const` or `enum` lists; undefined where they list none. */
export function listedValues({ const: constant, enum: values }: Schema): readonly unknown[] | undefined {
  return constant === undefined ? values : [constant.value];
}

/** The type of a JSON value; `integer` for whole numbers. */
export function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" ? "string" : typeof value === "boolean" ? "boolean" : "object";
}

/** True for a schema whose `type` is this one alone. */
export function isOnly({ types }: Schema, type: JsonType): boolean {
  return types?.length === 1 && types[0] === type;
}

/** True for a value of the type; whole numbers are numbers too. */
export function isOfType(value: unknown, type: JsonType): boolean {
  const own = jsonTypeOf(value);
  return own === type || (own === "integer" && type === "number");
}

/** Values of an `enum` that its `type` lets through. */
export function enumValues({ enum: values = [], types }: Schema): readonly unknown[] {
  return types === undefined ? values : values.filter((value) => types.some((type) => isOfType(value, type)));
}

/** OpenAPI 3.0 writes `format: binary`, 3.1 a `contentMediaType` without encoding (OpenAPI 3.1 section 4.8.14.2). */
export function isBinary(schema: Schema): boolean {
  return schema.format === "binary" || (schema.contentMediaType !== undefined && schema.contentEncoding === undefined);
}
