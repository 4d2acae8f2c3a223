import type { Cursor } from "./cursor.js";

/** Maps whose keys are names chosen by the contract's author, never keywords. */
const NAMED = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "schemas",
  "responses",
  "parameters",
  "requestBodies",
  "headers",
  "securitySchemes",
  "links",
  "callbacks",
  "pathItems",
  "paths",
  "webhooks",
  "content",
  "mediaTypes",
]);

/**
 * Keywords that hold data of the API rather than parts of its description: a `$ref` in there is a value like any
 * other.
 */
const LITERAL = new Set(["example", "default", "enum", "const", "value"]);

/**
 * The text of every `$ref` and `$dynamicRef` below `cursor` that is a reference. Of what `x-` extensions hold nothing
 * is read, but a file that one of them includes is a part of the document: it has to be there.
 */
export function* references(cursor: Cursor): Generator<Cursor> {
  for (const object of describedObjects(cursor)) {
    for (const key of ["$ref", "$dynamicRef"]) {
      const reference = object.get(key);
      if (typeof reference?.value === "string") yield reference;
    }
    for (const [key, value] of object.entries()) if (key.startsWith("x-")) yield* includedFiles(value);
  }
}

function* includedFiles(cursor: Cursor): Generator<Cursor> {
  if (Array.isArray(cursor.value)) for (const item of cursor.items()) yield* includedFiles(item);
  if (!cursor.isObject) return;
  for (const [key, value] of cursor.entries()) {
    if (key !== "$ref") yield* includedFiles(value);
    else if (typeof value.value === "string" && /^(?![a-z][a-z0-9+.-]+:)[^#]/i.test(value.value)) yield value;
  }
}

/** Every object at or below `cursor` that is part of the description: not maps by name, not data of the API. */
export function* describedObjects(cursor: Cursor, keysAreNames = false): Generator<Cursor> {
  if (Array.isArray(cursor.value)) {
    for (const item of cursor.items()) yield* describedObjects(item);
  } else if (cursor.isObject) {
    if (!keysAreNames) yield cursor;
    for (const [key, child] of cursor.entries()) yield* visit(key, child, keysAreNames);
  }
}

function* visit(key: string, child: Cursor, keysAreNames: boolean): Generator<Cursor> {
  if (typeof child.value !== "object" || child.value === null) return;
  if (keysAreNames) yield* describedObjects(child);
  else if (key === "examples") {
    if (child.isObject) yield* describedObjects(child, true);
  } else if (!LITERAL.has(key) && !key.startsWith("x-")) {
    yield* describedObjects(child, NAMED.has(key) && child.isObject);
  }
}
