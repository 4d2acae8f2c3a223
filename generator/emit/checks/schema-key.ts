import type { Schema } from "../../model/schema.js";
import { keywordsOf } from "./keywords.js";

/** How the parts of a schema enter its key. */
export type KeyOf = (schema: Schema) => string;

/**
 * A text that two schemas share exactly when they mean the same, word for word: prose and the order of words, of
 * properties and of `required` do not matter. `part` gives the text that stands for a schema inside.
 */
export function schemaKey(schema: Schema, part: KeyOf): string {
  const words = keywordsOf(schema)
    .sort()
    .map((word) => `${word}:${wordKey(schema, word, part)}`);
  if (schema.never === true && schema.readOnly === true) words.push("readOnly");
  if (schema.never === true && schema.writeOnly === true) words.push("writeOnly");
  // It chooses which faults are told, not what is valid.
  if (schema.discriminator !== undefined)
    words.push(`discriminator:${JSON.stringify(schema.discriminator.propertyName)}`);
  return `{${words.join(",")}}`;
}

function wordKey(schema: Schema, word: keyof Schema, part: KeyOf): string {
  const value: unknown = schema[word];
  if (value instanceof Map) return mapKey(value, word, part);
  if (word === "required" || word === "types") return JSON.stringify([...(schema[word] ?? [])].sort());
  if (word === "prefixItems" || word === "allOf" || word === "anyOf" || word === "oneOf")
    return `[${(schema[word] ?? []).map(part).join(",")}]`;
  if (SUBSCHEMAS.has(word)) return part(value as Schema); // the words of SUBSCHEMAS hold one schema
  return JSON.stringify(value);
}

const SUBSCHEMAS: ReadonlySet<keyof Schema> = new Set([
  "additionalProperties",
  "propertyNames",
  "unevaluatedProperties",
  "items",
  "contains",
  "unevaluatedItems",
  "not",
  "if",
  "then",
  "else",
] as const);

function mapKey(map: ReadonlyMap<string, unknown>, word: keyof Schema, part: KeyOf): string {
  const entries = [...map]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      // All maps but this one hold schemas.
      const text = word === "dependentRequired" ? JSON.stringify(value) : part(value as Schema);
      return `${JSON.stringify(name)}:${text}`;
    });
  return `{${entries.join(",")}}`;
}
