import type { Cursor } from "../document/cursor.js";
import { compilePattern } from "./regular-expression.js";
import type { JsonType, Schema } from "./schema.js";

/** What keeps what is wrong with a schema, so that the rest of it is read. */
export interface Keeper {
  /** Reads a part; keeps what it throws. */
  attempt(read: () => void): void;
  /** Tells of a slip that leaves no doubt of what is meant, or says nothing that could be meant. */
  note(cursor: Cursor, text: string): void;
}

/** Properties of a node under construction. */
export type Draft = { -readonly [K in keyof Schema]: Schema[K] };

const TYPES: ReadonlySet<string> = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);
const NUMBERS = [
  "minProperties",
  "maxProperties",
  "minContains",
  "maxContains",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
] as const;
const STRINGS = ["pattern", "format", "contentEncoding", "contentMediaType", "title", "description"] as const;
const FLAGS = ["uniqueItems", "deprecated", "readOnly", "writeOnly"] as const;

/** Keywords that hold no schemas, but for `type`, which `readTypes` reads last. */
export function readValues(cursor: Cursor, draft: Draft, keeper: Keeper): void {
  const { attempt } = keeper;
  for (const key of NUMBERS) {
    const found = cursor.get(key);
    if (found !== undefined && typeof found.value !== "boolean")
      attempt(() => void (draft[key] = readNumber(found, keeper)));
  }
  for (const key of STRINGS) {
    const found = cursor.get(key);
    if (found === undefined || found.value === null) continue;
    if (key === "pattern") readPattern(found, draft, keeper);
    else attempt(() => void (draft[key] = found.string()));
  }
  for (const key of FLAGS) if (cursor.get(key)?.value === true) draft[key] = true;
  const values = cursor.get("enum");
  if (values !== undefined) attempt(() => readEnum(values, draft, keeper));
  for (const key of ["const", "default"] as const) {
    const found = cursor.get(key);
    if (found !== undefined) draft[key] = { value: found.value };
  }
  const required = cursor.get("required");
  // A boolean `required` is what draft 3 wrote on the property itself; in OpenAPI it has no meaning.
  if (required !== undefined && Array.isArray(required.value)) attempt(() => void (draft.required = texts(required)));
  const dependent = cursor.get("dependentRequired");
  if (dependent !== undefined) attempt(() => void (draft.dependentRequired = readDependentRequired(dependent)));
}

/** A number; one that was put in quotes is noted. */
function readNumber(cursor: Cursor, { note }: Keeper): number {
  const { value } = cursor;
  if (typeof value !== "string" || !/^-?\d+(\.\d+)?$/.test(value)) return cursor.number();
  note(cursor, `"${cursor.step}" is a text; it is read as ${value}`);
  return Number(value);
}

/** A pattern; what is no regular expression cannot be checked, and is noted. */
function readPattern(cursor: Cursor, draft: Draft, { note }: Keeper): void {
  const { value } = cursor;
  if (typeof value === "string" && compilePattern(value) !== undefined) draft.pattern = value;
  else note(cursor, `not a regular expression: ${cursor.describe()}; it is not checked`);
}

/** Values; a list of none, which JSON Schema does not want and would refuse everything, is noted. */
function readEnum(cursor: Cursor, draft: Draft, { note }: Keeper): void {
  const values = cursor.value === null ? [] : cursor.items().map((item) => item.value);
  if (values.length > 0) draft.enum = values;
  else note(cursor, '"enum" has no values and is left out');
}

/** A list of strings. */
export function texts(list: Cursor): string[] {
  return list.items().map((item) => item.string());
}

function readDependentRequired(cursor: Cursor): Map<string, string[]> {
  return new Map(cursor.entries().map(([name, child]) => [name, texts(child)]));
}

/**
 * The boolean `exclusiveMinimum` of OpenAPI 3.0 turns `minimum` itself into the excluded bound; it survives in 3.1
 * documents.
 */
export function readBounds(cursor: Cursor, draft: Draft): void {
  for (const [exclusive, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (cursor.get(exclusive)?.value !== true || draft[bound] === undefined) continue;
    draft[exclusive] = draft[bound];
    Reflect.deleteProperty(draft, bound);
  }
}

/** `type`, and `nullable`, which changes what the other keywords say. */
export function readTypes(cursor: Cursor, draft: Draft, keeper: Keeper): void {
  const found = cursor.get("type");
  if (found?.isObject === true) keeper.note(found, '"type" is an object and is left out');
  else if (found !== undefined && found.value !== null) readTypeNames(found, draft, keeper);
  if (cursor.get("nullable")?.value === true) allowNull(draft);
}

function readTypeNames(cursor: Cursor, draft: Draft, { note }: Keeper): void {
  const names = Array.isArray(cursor.value) ? cursor.items() : [cursor];
  draft.types = names.map((name): JsonType => {
    if (name.value === null) {
      note(name, 'the type null is written "null", in quotes');
      return "null";
    }
    if (name.value === "file") {
      note(name, 'type "file" is of Swagger 2.0; it is read as a string of format "binary"');
      draft.format = "binary";
      return "string";
    }
    if (TYPES.has(name.string())) return name.string() as JsonType; // a member of TYPES
    throw name.error(`unknown type ${name.describe()}`);
  });
}

/**
 * `nullable` beside `type` adds null to it. Elsewhere the specification gives it no effect (OpenAPI 3.0.4 section
 * 4.7.24), nor where `allOf` and its like refuse null; but everybody who writes it beside one of these, beside `enum`,
 * or in OpenAPI 3.1 beside `$ref`, means "or null", so that is what it becomes.
 */
function allowNull(draft: Draft): void {
  const { cursor, types } = draft;
  const parts = types === undefined ? [...COMBINED, ...STRUCTURE] : COMBINED;
  if (parts.some((key) => draft[key] !== undefined)) {
    const moved = Object.entries(draft).filter(([key]) => !KEPT_OUTSIDE.has(key));
    for (const [key] of moved) Reflect.deleteProperty(draft, key);
    draft.anyOf = [
      { cursor, ...Object.fromEntries(moved) },
      { cursor, types: ["null"] },
    ];
    return;
  }
  if (draft.enum !== undefined && !draft.enum.includes(null)) draft.enum = [...draft.enum, null];
  if (types !== undefined && !types.includes("null")) draft.types = [...types, "null"];
}

const COMBINED = ["ref", "allOf", "anyOf", "oneOf", "const"] as const;
/** Words that have a type of their own where none is told. */
const STRUCTURE = ["properties", "additionalProperties", "items", "prefixItems"] as const;

/** Said of the whole, null included. */
const KEPT_OUTSIDE: ReadonlySet<string> = new Set([
  "cursor",
  "title",
  "description",
  "deprecated",
  "readOnly",
  "writeOnly",
  "default",
]);
