import type { Schema } from "../../model/schema.js";

/** Words of a schema that say nothing of a value. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  "cursor",
  "title",
  "description",
  "deprecated",
  "readOnly",
  "writeOnly",
  "default",
  "discriminator",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
]);

/** Words that are decided by the value alone, without looking inside it. */
const LEAF: ReadonlySet<string> = new Set([
  "types",
  "enum",
  "const",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
]);

/** The words of a schema that constrain values, in the order in which the model has them. */
export function keywordsOf(schema: Schema): (keyof Schema)[] {
  // Object.keys of a node gives its own words only, which are those of the interface.
  return (Object.keys(schema) as (keyof Schema)[]).filter((key) => !ANNOTATIONS.has(key) && schema[key] !== undefined);
}

/** True when the schema can be checked by a few conditions on the value. */
export function isLeaf(schema: Schema): boolean {
  return keywordsOf(schema).every((key) => LEAF.has(key));
}

/** True when `words` is all that constrains. */
export function hasOnly(schema: Schema, ...words: readonly (keyof Schema)[]): boolean {
  return keywordsOf(schema).every((key) => words.includes(key));
}
