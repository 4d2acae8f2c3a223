import { translatePattern } from "../../generator/model/pattern-dialects.js";
import type { JsonSchema } from "./json-schema.js";
import { isRecord } from "./places.js";

/** Beyond the least that a schema asks for, in characters and in items. */
const MORE_CHARACTERS = 24;
const MORE_ITEMS = 2;

/** The schema with its upper bounds drawn close to the lower ones: what it lets through is valid and small. */
export function narrow(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const narrowed = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, inside(keyword, value)]),
  );
  lower(narrowed, "maxLength", bound(schema["minLength"]) + MORE_CHARACTERS);
  lower(narrowed, "maxItems", bound(schema["minItems"]) + MORE_ITEMS);
  return narrowed;
}

function inside(keyword: string, value: unknown): unknown {
  if (keyword === "enum" || keyword === "const") return value;
  // What makes values knows the expressions of ECMA-262 alone.
  if (keyword === "pattern" && typeof value === "string") return translatePattern(value)?.source ?? value;
  if (Array.isArray(value)) return value.map((item: unknown) => (isRecord(item) ? narrow(item) : item));
  if (!isRecord(value)) return value;
  if (!NAMED.has(keyword)) return narrow(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, isRecord(part) ? narrow(part) : part]));
}

const NAMED: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "dependentRequired",
]);

function bound(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function lower(schema: Record<string, unknown>, keyword: string, limit: number): void {
  if (typeof schema[keyword] === "number" && schema[keyword] > limit) schema[keyword] = limit;
}
