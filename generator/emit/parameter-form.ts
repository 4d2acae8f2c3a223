import { dereference, type Api } from "../model/api.js";
import type { Encoding, MediaType } from "../model/media-type.js";
import { compilePattern } from "../model/regular-expression.js";
import { isBinary, listedValues, type Schema } from "../model/schema.js";
import { objectLiteral, propertyName, quote } from "../source-file.js";

/**
 * How many levels of a value have a form: lists and objects in one text have no more than these, names in brackets go
 * on. What is deeper is read as text.
 */
const FLAT_DEPTH = 3;
const BRACKETS_DEPTH = 10;

/** The `ValueForm` (templates/runtime/parameter-form.ts) of a parameter's schema as a JavaScript expression. */
export function formExpression(api: Api, schema: Schema, style?: string): string {
  return style === "deepObject"
    ? formOf({ api, isNamed: true }, schema, BRACKETS_DEPTH)
    : formOf({ api }, schema, FLAT_DEPTH);
}

/** The `FormRules` (templates/runtime/read-form.ts) of a form or multipart body. */
export function fieldsExpression(api: Api, { schema, encoding, type }: MediaType): string {
  const isMultipart = type.startsWith("multipart/");
  const found = schema === undefined ? undefined : collect(api, schema);
  const isStyled = ([, { style, explode }]: [string, Encoding]): boolean =>
    style !== undefined || explode !== undefined;
  const styled = new Map(isMultipart ? [] : [...encoding].filter(isStyled));
  const fields = [...(found?.properties ?? [])];
  const plain = fields.filter(([name]) => !styled.has(name));
  const forms: Forms = isMultipart ? { api, hasFiles: true } : { api };
  const members = plain.map(([name, field]) => `${propertyName(name)}: ${fieldForm(forms, field)}`);
  const rest = found?.rest === undefined ? quote(isMultipart ? "file" : "string") : fieldForm(forms, found.rest);
  const form = `form: { properties: ${objectLiteral(members)}, rest: ${rest} }`;
  const rules = fields.flatMap(([name, field]) => {
    const own = styled.get(name);
    return own === undefined ? [] : [styledField(api, { name, field, encoding: own })];
  });
  const types = isMultipart ? fields.flatMap((field) => fileTypes(forms, field, encoding)) : [];
  return objectLiteral([
    form,
    ...(rules.length === 0 ? [] : [`styled: [${rules.join(", ")}]`]),
    ...(types.length === 0 ? [] : [`types: ${objectLiteral(types)}`]),
  ]);
}

/** What `encoding` says of a part that is a file. */
function fileTypes(forms: Forms, [name, field]: [string, Schema], encoding: MediaType["encoding"]): string[] {
  const types = encoding
    .get(name)
    ?.contentType?.split(",")
    .map((type) => quote(type.trim()));
  const isFile = types !== undefined && fieldForm(forms, field).includes(quote("file"));
  return isFile ? [`${propertyName(name)}: [${types.join(", ")}]`] : [];
}

interface StyledField {
  readonly name: string;
  readonly field: Schema;
  readonly encoding: Encoding;
}

function styledField(api: Api, { name, field, encoding }: StyledField): string {
  const { style = "form", explode = style === "form" } = encoding;
  const mark = explode ? ", explode: true" : "";
  return `{ name: ${quote(name)}, style: ${quote(style)}${mark}, form: ${formExpression(api, field, style)} }`;
}

/** By default, objects in a form are JSON: of their members no form has to be known. */
function fieldForm(forms: Forms, schema: Schema): string {
  return formOf(forms, schema, 1);
}

interface Forms {
  readonly api: Api;
  /** True where brackets tell lists, objects and single values apart. */
  readonly isNamed?: true;
  /** True for bodies whose parts may be files. */
  readonly hasFiles?: true;
}

function formOf(forms: Forms, schema: Schema, depth: number): string {
  const found = collect(forms.api, schema);
  if (forms.hasFiles === true && isFile(dereference(forms.api, schema), found)) return quote("file");
  const single = found.hasPrimitive ? quote(primitive(found)) : undefined;
  const isList = found.items !== undefined && forms.isNamed !== true;
  if (found.isObject && !isList) return depth < 0 ? quote("string") : objectForm(forms, found, { depth, single });
  if (found.items === undefined || depth <= 0) return quote(primitive(found));
  return `{ items: ${formOf(forms, found.items, depth - 1)}${single === undefined ? "" : `, single: ${single}`} }`;
}

/** True for parts that hold bytes, and for those of which nothing is said (OpenAPI 3.1 section 4.8.14.4). */
function isFile(schema: Schema, { types, isObject }: Found): boolean {
  return isBinary(schema) || (types.size === 0 && !isObject);
}

interface Around {
  readonly depth: number;
  /** Form of what may stand in place of the object. */
  readonly single: string | undefined;
}

function objectForm(forms: Forms, { properties, rest, items }: Found, { depth, single }: Around): string {
  const inner = (schema: Schema): string => formOf(forms, schema, depth - 1);
  const members =
    depth <= 0 ? [] : [...properties].map(([name, property]) => `${propertyName(name)}: ${inner(property)}`);
  const isOpen = rest === undefined ? properties.size === 0 : rest.never !== true;
  return `{ ${[
    `properties: ${objectLiteral(members)}`,
    `rest: ${rest === undefined || depth <= 0 ? quote("string") : inner(rest)}`,
    ...(isOpen ? ["isOpen: true"] : []),
    ...(items === undefined || depth <= 0 ? [] : [`list: ${inner(items)}`]),
    ...(single === undefined ? [] : [`single: ${single}`]),
  ].join(", ")} }`;
}

/** What a schema allows, through references and combinations. */
interface Found {
  readonly types: Set<string>;
  readonly properties: Map<string, Schema>;
  items?: Schema;
  rest?: Schema;
  isObject: boolean;
  hasPrimitive: boolean;
  /** True when texts are valid that could be numbers or booleans. */
  isText: boolean;
}

function collect(api: Api, schema: Schema): Found {
  const found: Found = { types: new Set(), properties: new Map(), isObject: false, hasPrimitive: false, isText: false };
  visit(api, schema, { found, seen: new Set() });
  return found;
}

function visit(api: Api, reference: Schema, { found, seen }: { found: Found; seen: Set<Schema> }): void {
  const schema = dereference(api, reference);
  if (seen.has(schema)) return;
  seen.add(schema);
  for (const type of schema.types ?? typesOfValues(schema)) found.types.add(type);
  if (takesNumbersAsText(schema)) found.isText = true;
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
  return (listedValues(schema) ?? []).filter((value) => typeof value !== "object").map((value) => typeof value);
}

/** Formats of texts that are never numbers. */
const WORDED: ReadonlySet<string> = new Set([
  ...["date", "time", "date-time", "duration", "uuid", "email", "ipv4", "ipv6", "uri"],
]);
const LITERALS = ["0", "1", "-1", "12", "1.5", "1700000000", "true", "false"];

function takesNumbersAsText(schema: Schema): boolean {
  const { types, format, pattern } = schema;
  if (types?.includes("string") !== true) return false;
  const given = listedValues(schema);
  if (given !== undefined) return given.some((value) => typeof value === "string" && isLiteral(value));
  if (format !== undefined && WORDED.has(format)) return false;
  return pattern === undefined || LITERALS.some((text) => compilePattern(pattern)?.test(text) !== false);
}

function isLiteral(text: string): boolean {
  return /^-?\d+(\.\d+)?$|^(true|false)$/.test(text);
}

/** A text that could be a number or a boolean is read as one only where no such text is allowed. */
function primitive({ types, isText }: Found): string {
  const isNumber = types.has("number") || types.has("integer");
  if (isText) return "string";
  if (isNumber) return types.has("boolean") ? "literal" : "number";
  return types.has("boolean") ? "boolean" : "string";
}
