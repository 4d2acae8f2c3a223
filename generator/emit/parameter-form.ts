import { dereference, type Api } from "../model/api.js";
import type { Schema } from "../model/schema.js";
import { propertyName, quote } from "../source-file.js";

/** Schemas nested deeper than a parameter or a form can express are read as text. */
const MAX_DEPTH = 3;

/** The `ValueForm` (templates/runtime/parameter-form.ts) of a schema as a JavaScript expression. */
export function formExpression(api: Api, schema: Schema, depth = 0): string {
  const found = collect(api, schema);
  if (found.items !== undefined && depth < MAX_DEPTH) {
    const single = found.hasPrimitive ? `, single: ${quote(primitive(found))}` : "";
    return `{ items: ${formExpression(api, found.items, depth + 1)}${single} }`;
  }
  if (found.isObject && !found.hasPrimitive && depth < MAX_DEPTH) return objectForm(api, found, depth);
  return quote(primitive(found));
}

function objectForm(api: Api, { properties, rest }: Found, depth: number): string {
  const members = [...properties].map(
    ([name, property]) => `${propertyName(name)}: ${formExpression(api, property, depth + 1)}`,
  );
  const other = rest === undefined ? quote("string") : formExpression(api, rest, depth + 1);
  const isOpen = rest === undefined ? properties.size === 0 : rest.never !== true;
  const open = isOpen ? ", isOpen: true" : "";
  return `{ properties: {${members.length === 0 ? "" : ` ${members.join(", ")} `}}, rest: ${other}${open} }`;
}

/** What a schema allows, through references and combinations. */
interface Found {
  readonly types: Set<string>;
  readonly properties: Map<string, Schema>;
  items?: Schema;
  rest?: Schema;
  isObject: boolean;
  hasPrimitive: boolean;
}

function collect(api: Api, schema: Schema): Found {
  const found: Found = { types: new Set(), properties: new Map(), isObject: false, hasPrimitive: false };
  visit(api, schema, { found, seen: new Set() });
  return found;
}

function visit(api: Api, reference: Schema, { found, seen }: { found: Found; seen: Set<Schema> }): void {
  const schema = dereference(api, reference);
  if (seen.has(schema)) return;
  seen.add(schema);
  for (const type of schema.types ?? typesOfValues(schema)) found.types.add(type);
  found.hasPrimitive = ["string", "number", "integer", "boolean"].some((type) => found.types.has(type));
  if (schema.types?.includes("array") === true || schema.items !== undefined)
    found.items ??= schema.items ?? { cursor: schema.cursor };
  if (schema.types?.includes("object") === true || schema.properties !== undefined) found.isObject = true;
  for (const [name, property] of schema.properties ?? []) found.properties.set(name, property);
  if (schema.additionalProperties !== undefined) found.rest ??= schema.additionalProperties;
  for (const branch of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    visit(api, branch, { found, seen });
}

function typesOfValues(schema: Schema): string[] {
  const values = schema.const === undefined ? (schema.enum ?? []) : [schema.const.value];
  return values.filter((value) => typeof value !== "object").map((value) => typeof value);
}

/** A text that could be a number or a boolean is read as one only where no string is allowed. */
function primitive({ types }: Found): string {
  if (types.has("string")) return "string";
  if (types.has("number") || types.has("integer")) return "number";
  return types.has("boolean") ? "boolean" : "string";
}
