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
 * other. So it is below `x-` extensions, of which nothing is read.
 */
const LITERAL = new Set(["example", "default", "enum", "const", "value"]);

/** The text of every `$ref` below `cursor` that is a reference, in the order of the document. */
export function* references(cursor: Cursor): Generator<Cursor> {
  yield* walk(cursor, false);
}

function* walk(cursor: Cursor, keysAreNames: boolean): Generator<Cursor> {
  if (Array.isArray(cursor.value)) {
    for (const item of cursor.items()) yield* walk(item, false);
  } else if (cursor.isObject) {
    for (const [key, child] of cursor.entries()) yield* visit(key, child, keysAreNames);
  }
}

function* visit(key: string, child: Cursor, keysAreNames: boolean): Generator<Cursor> {
  if (typeof child.value !== "object" || child.value === null) {
    if (key === "$ref" && typeof child.value === "string") yield child;
  } else if (keysAreNames) {
    yield* walk(child, false);
  } else if (key === "examples") {
    if (child.isObject) yield* walk(child, true);
  } else if (!LITERAL.has(key) && !key.startsWith("x-")) {
    yield* walk(child, NAMED.has(key) && child.isObject);
  }
}
