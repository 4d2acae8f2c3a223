import { jsonTypeOf, type JsonType, type Schema } from "./schema.js";

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

/** What `type`, `const` and `enum` of the schema itself let through. */
export function ownTypes(schema: Schema): TypeSet {
  let set = schema.types === undefined ? ALL_TYPES : typeSet(schema.types);
  if (schema.const !== undefined) set &= typeOfValue(schema.const.value);
  if (schema.enum !== undefined) set &= schema.enum.reduce<TypeSet>((sum, value) => sum | typeOfValue(value), 0);
  return set;
}
