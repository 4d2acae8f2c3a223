import { isAmong, keywordsOf, SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS, type Keyword } from "../../model/keywords.js";
import type { Schema } from "../../model/schema.js";

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

function wordKey(schema: Schema, word: Keyword, part: KeyOf): string {
  if (word === "required" || word === "types") return JSON.stringify([...(schema[word] ?? [])].sort());
  if (word === "dependentRequired") return mapKey(schema[word] ?? [], (names) => JSON.stringify(names));
  if (isAmong(SCHEMA_MAPS, word)) return mapKey(schema[word] ?? [], part);
  if (isAmong(SCHEMA_LISTS, word)) return `[${(schema[word] ?? []).map(part).join(",")}]`;
  const inner = isAmong(SCHEMAS, word) ? schema[word] : undefined;
  return inner === undefined ? JSON.stringify(schema[word]) : part(inner);
}

function mapKey<Value>(map: Iterable<readonly [string, Value]>, keyOf: (value: Value) => string): string {
  const entries = [...map]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${keyOf(value)}`);
  return `{${entries.join(",")}}`;
}
