import { jsonTypeOf, type JsonType, type Schema } from "../../model/schema.js";
import type { SchemaGraph } from "./schema-graph.js";

/** Kinds of instances as a set of bits; whole numbers and others are apart, since `integer` tells them apart. */
export type TypeSet = number;

export const NULL = 1;
export const BOOLEAN = 2;
export const OBJECT = 4;
export const ARRAY = 8;
export const STRING = 16;
const WHOLE = 32;
const FRACTION = 64;
export const NUMBER = WHOLE | FRACTION;
export const ALL_TYPES = 127;

const SETS: Readonly<Record<JsonType, TypeSet>> = {
  null: NULL,
  boolean: BOOLEAN,
  object: OBJECT,
  array: ARRAY,
  string: STRING,
  integer: WHOLE,
  number: NUMBER,
};

export function typeSet(types: readonly JsonType[]): TypeSet {
  return types.reduce((set, type) => set | SETS[type], 0);
}

/** The kind of one JSON value. */
export function typeOfValue(value: unknown): TypeSet {
  const type = jsonTypeOf(value);
  return type === "number" ? FRACTION : SETS[type];
}

/** Kinds of instances that a schema may let through; never too few. */
export function instanceTypes(graph: SchemaGraph, schema: Schema, seen: ReadonlySet<Schema> = new Set()): TypeSet {
  if (schema.never === true) return 0;
  if (seen.has(schema)) return ALL_TYPES;
  const inside = new Set(seen).add(schema);
  const of = (part: Schema): TypeSet => instanceTypes(graph, part, inside);
  let set = ownTypes(schema);
  if (schema.ref !== undefined) set &= of(graph.at(schema.ref));
  for (const part of schema.allOf ?? []) set &= of(part);
  for (const branches of [schema.anyOf, schema.oneOf]) {
    if (branches !== undefined) set &= branches.reduce((sum, branch) => sum | of(branch), 0);
  }
  return set;
}

/** What `type`, `const` and `enum` of the schema itself let through. */
export function ownTypes(schema: Schema): TypeSet {
  let set = schema.types === undefined ? ALL_TYPES : typeSet(schema.types);
  if (schema.const !== undefined) set &= typeOfValue(schema.const.value);
  if (schema.enum !== undefined) set &= schema.enum.reduce<TypeSet>((sum, value) => sum | typeOfValue(value), 0);
  return set;
}

/** True when a missing value is refused by the check itself, because it tests the type or the value in any case. */
export function refusesUndefined(graph: SchemaGraph, schema: Schema): boolean {
  return instanceTypes(graph, schema) !== ALL_TYPES;
}
