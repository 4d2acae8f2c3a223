import type { Cursor } from "../document/cursor.js";
import type { JsonType, Schema } from "./schema.js";

/** Reads a part; what is wrong with it is kept, and the others are read. */
export type Attempt = (read: () => void) => void;

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
export function readValues(cursor: Cursor, draft: Draft, attempt: Attempt): void {
  for (const key of NUMBERS) {
    const found = cursor.get(key);
    if (found !== undefined && typeof found.value !== "boolean") attempt(() => void (draft[key] = found.number()));
  }
  for (const key of STRINGS) {
    const found = cursor.get(key);
    if (found !== undefined && found.value !== null) attempt(() => void (draft[key] = found.string()));
  }
  for (const key of FLAGS) if (cursor.get(key)?.value === true) draft[key] = true;
  const values = cursor.get("enum");
  if (values !== undefined) attempt(() => void (draft.enum = values.items().map((item) => item.value)));
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
export function readTypes(cursor: Cursor, draft: Draft): void {
  const found = cursor.get("type");
  if (found !== undefined) draft.types = readTypeNames(found);
  if (cursor.get("nullable")?.value === true) allowNull(draft);
}

function readTypeNames(cursor: Cursor): JsonType[] {
  const names = Array.isArray(cursor.value) ? cursor.items() : [cursor];
  return names.map((name) => {
    if (TYPES.has(name.string())) return name.string() as JsonType; // a member of TYPES
    throw name.error(`unknown type ${name.describe()}`);
  });
}

/**
 * `nullable` beside `type` adds null to it. Without `type` the specification gives it no effect (OpenAPI 3.0.4
 * section 4.7.24), but everybody who writes it beside `allOf`, `anyOf`, `oneOf` or `enum` means "or null", so that is
 * what it becomes.
 */
function allowNull(draft: Draft): void {
  if (draft.enum !== undefined && !draft.enum.includes(null)) draft.enum = [...draft.enum, null];
  if (draft.types !== undefined) {
    if (!draft.types.includes("null")) draft.types = [...draft.types, "null"];
  } else if (draft.allOf !== undefined || draft.anyOf !== undefined || draft.oneOf !== undefined) {
    const { cursor } = draft;
    const moved = Object.entries(draft).filter(([key]) => !KEPT_OUTSIDE.has(key));
    for (const [key] of moved) Reflect.deleteProperty(draft, key);
    draft.anyOf = [
      { cursor, ...Object.fromEntries(moved) },
      { cursor, types: ["null"] },
    ];
  }
}

const KEPT_OUTSIDE: ReadonlySet<string> = new Set([
  "cursor",
  "title",
  "description",
  "deprecated",
  "readOnly",
  "writeOnly",
  "default",
]);
