import { declaredNames, declarationsOf } from "../model/declarations.js";
import { dereference, type Api } from "../model/api.js";
import { isLeftOut, type Direction } from "../model/direction.js";
import { compilePattern } from "../model/regular-expression.js";
import { isUnconstrained } from "../model/keywords.js";
import { enumValues, isBinary, isOfType, isOnly, listedValues, type JsonType, type Schema } from "../model/schema.js";
import { docComment, indentRest, propertyName } from "../source-file.js";
import { atom, intersection, parenthesise, union, type TypeText } from "./type-text.js";

/** How schemas become TypeScript types; `types.ts` and `openapi.ts` differ only in this. */
export interface TypeStyle {
  readonly api: Pick<Api, "schemas">;
  /** `readonly ` before properties and arrays, or nothing. */
  readonly readonly: "readonly " | "";
  /** The type of strings that hold bytes, where it is not `string`. */
  readonly binary?: string;
  /** Leaves out the properties that do not travel this way; undefined keeps all. */
  readonly direction?: Direction;
  /** The type that stands for the schema at an address. */
  refer(address: string): string;
  /** Schemas around, for the same value: `required` may name a property that one of them declares. */
  readonly around?: readonly Schema[];
}

/** The TypeScript type of the values of `schema`; several lines, the first unindented. */
export function typeExpression(schema: Schema, style: TypeStyle): string {
  return express(schema, style).text;
}

/**
 * The members `{ ... }` of an object schema that is nothing else, fit for an `interface`; undefined when it is more.
 */
export function interfaceBody(schema: Schema, style: TypeStyle): string | undefined {
  const isObject = schema.types === undefined ? schema.properties !== undefined : isOnly(schema, "object");
  if (!isObject || isCombined(schema) || listedValues(schema) !== undefined) return undefined;
  const body = atom(objectType(schema, style));
  return withConditions(body, schema, { ...style, around: [schema] }) === body ? body.text : undefined;
}

function express(schema: Schema, style: TypeStyle): TypeText {
  if (schema.never === true) return atom("never");
  const isAround = isCombined(schema) || schema.if !== undefined || schema.dependentSchemas !== undefined;
  const beside: TypeStyle = isAround ? { ...style, around: [...(style.around ?? []), schema] } : style;
  const parts: TypeText[] = [];
  if (schema.ref !== undefined) parts.push(atom(style.refer(schema.ref)));
  const own = ownType(schema, beside);
  if (own !== undefined) parts.push(own);
  for (const branches of [schema.anyOf, schema.oneOf]) {
    if (branches !== undefined && branches.length > 0)
      parts.push(union(branches.map((branch) => express(branch, beside))));
  }
  parts.push(...(schema.allOf ?? []).map((branch) => express(branch, beside)));
  return withConditions(intersection(parts), schema, beside);
}

/**
 * The type with an alternative for each condition that has properties of its own, `Base & If & Then`. Base itself is
 * one too, unless `else` says what holds otherwise. Conditions on what is declared anyway are for checks alone.
 */
function withConditions(base: TypeText, schema: Schema, style: TypeStyle): TypeText {
  // openapi-typescript, which the types without a direction follow, has no conditions.
  if (style.direction === undefined) return base;
  const outside = [...(style.around ?? []), schema];
  const isNew = (part: Schema): boolean =>
    declaredNames(style.api, part).some((name) => declarationsOf(style.api, name, { schemas: outside }).length === 0);
  const found = conditionsOf(schema).filter(
    (condition) => condition.flat().some(isNew) || (condition.length === 2 && base.text === "unknown"),
  );
  if (found.length === 0) return base;
  const [only, ...more] = found;
  const rest = more.length === 0 && only?.length === 2 ? [] : [base];
  const alternatives = found.flat().map((all) => intersection([base, ...all.map((part) => express(part, style))]));
  return union([...alternatives, ...rest]);
}

/**
 * Each condition on a value as what holds in each case: `if` and `then`, and `else`. Those of `allOf` count here where
 * they say nothing of the other case, since by themselves they would be no type.
 */
function conditionsOf(schema: Schema): Schema[][][] {
  const own = [schema, ...(schema.allOf ?? []).filter((part) => part.then === undefined || part.else === undefined)];
  const conditions = own.flatMap((part) => {
    const holds = part.if === undefined || part.then === undefined ? [] : [[part.if, part.then]];
    const otherwise = part.if === undefined || part.else === undefined ? [] : [[part.else]];
    return [[...holds, ...otherwise]];
  });
  const dependent = [...(schema.dependentSchemas ?? [])].map(([name, part]) => [
    [{ cursor: part.cursor, types: ["object"] as const, required: [name] }, part],
  ]);
  return [...conditions, ...dependent];
}

/** What the schema's own keywords say, leaving out references and combinations; undefined when they say nothing. */
function ownType(schema: Schema, style: TypeStyle): TypeText | undefined {
  if (schema.const !== undefined) return constantType(schema.const.value, schema, style);
  if (schema.enum !== undefined) return union(enumValues(schema).map((value) => literal(value, style)));
  const types = schema.types ?? impliedTypes(schema) ?? typesLeft(schema);
  if (types === undefined) return undefined;
  // Below `allOf` and its like, a bare `type: object` adds nothing to what the branches say.
  if (types.length === 1 && types[0] === "object" && isCombined(schema) && !hasMembers(schema)) return undefined;
  return union(types.map((type) => typeOf(type, schema, style)));
}

function constantType(value: unknown, { types }: Schema, style: TypeStyle): TypeText {
  return types?.every((type) => !isOfType(value, type)) === true ? atom("never") : literal(value, style);
}

function isCombined(schema: Schema): boolean {
  return (
    schema.ref !== undefined || schema.allOf !== undefined || schema.anyOf !== undefined || schema.oneOf !== undefined
  );
}

function hasMembers(schema: Schema): boolean {
  return (
    schema.properties !== undefined ||
    schema.required !== undefined ||
    schema.additionalProperties !== undefined ||
    schema.patternProperties !== undefined
  );
}

/**
 * Keywords for objects or arrays without `type` are read as if the type were given: nobody means them for anything
 * else.
 */
function impliedTypes(schema: Schema): readonly JsonType[] | undefined {
  if (hasMembers(schema)) return ["object"];
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ["array"];
  return undefined;
}

/** What `not: { type }` leaves; undefined where it says more than a type. */
function typesLeft({ not }: Schema): readonly JsonType[] | undefined {
  if (not?.types === undefined || !saysOnlyType(not)) return undefined;
  const excluded: readonly JsonType[] = not.types;
  return (["object", "array", "string", "number", "boolean", "null"] as const).filter(
    (type) => !excluded.includes(type),
  );
}

function saysOnlyType({ types: _types, ...others }: Schema): boolean {
  return isUnconstrained(others);
}

function typeOf(type: JsonType, schema: Schema, style: TypeStyle): TypeText {
  if (type === "array") return arrayType(schema, style);
  if (type === "object") return atom(oneLine(objectType(schema, style)));
  if (type === "string" && style.binary !== undefined && isBinary(schema)) return atom(style.binary);
  return atom(type === "integer" ? "number" : type);
}

function arrayType(schema: Schema, { around: _around, ...style }: TypeStyle): TypeText {
  if (schema.prefixItems !== undefined) {
    const items = schema.prefixItems.map((item, index) =>
      tupleItem(express(item, style), index >= (schema.minItems ?? 0)),
    );
    const rest = isClosedTuple(schema) ? [] : [`...${parenthesise(itemType(schema, style))}[]`];
    return arrayOf(`[${[...items, ...rest].join(", ")}]`, style);
  }
  return arrayOf(`${parenthesise(itemType(schema, style))}[]`, style);
}

function isClosedTuple({ items, prefixItems = [], maxItems = Infinity, unevaluatedItems }: Schema): boolean {
  return (
    items?.never === true || maxItems <= prefixItems.length || (items === undefined && unevaluatedItems?.never === true)
  );
}

/** The modifier `readonly` binds weaker than `[]`. */
function arrayOf(text: string, style: TypeStyle): TypeText {
  return style.readonly === "" ? atom(text) : { text: `${style.readonly}${text}`, strength: "union" };
}

function tupleItem(item: TypeText, isOptional: boolean): string {
  return isOptional ? `${parenthesise(item)}?` : item.text;
}

function itemType(schema: Schema, style: TypeStyle): TypeText {
  return schema.items === undefined ? atom("unknown") : express(schema.items, style);
}

function objectType(schema: Schema, outer: TypeStyle): string {
  // What is inside is another value, of which the schemas around say nothing.
  const { around = [], ...style } = outer;
  const required = new Set(schema.required);
  const members = [...(schema.properties ?? [])].flatMap(([name, property]) => {
    if (!travels(property, style)) return [];
    return [member({ name, property, isRequired: required.has(name) }, style)];
  });
  const others: TypeText[] = [];
  const closed = closedNames(schema, style);
  for (const name of new Set([...required, ...(closed ?? [])])) {
    if (schema.properties?.has(name) === true) continue;
    const declared = declarationsOf(style.api, name, { schemas: around });
    if (declared.some((property) => !travels(property, style))) continue;
    const type = intersection([
      ...declared.map((property) => express(property, style)),
      ...undeclared(schema, name, style),
    ]);
    members.push(`${style.readonly}${propertyName(name)}${required.has(name) ? "" : "?"}: ${type.text};`);
    others.push(type);
  }
  if (closed === undefined) members.push(...indexSignature(schema, others, style));
  if (members.length === 0) return emptyObject(schema, style);
  return `{\n${members.map((text) => `  ${indentRest(text)}`).join("\n")}\n}`;
}

/** The names that an object may have besides those that it declares, where `propertyNames` lists them. */
function closedNames({ propertyNames, patternProperties }: Schema, style: TypeStyle): string[] | undefined {
  if (propertyNames === undefined || patternProperties !== undefined || style.direction === undefined) return undefined;
  const { enum: values } = dereference(style.api, propertyNames);
  return values?.filter((value) => typeof value === "string");
}

/** What a schema says of a property that it does not declare: by patterns that the name matches, else of all others. */
function undeclared(schema: Schema, name: string, style: TypeStyle): TypeText[] {
  const matching = [...(schema.patternProperties ?? [])].filter(([pattern]) => compilePattern(pattern)?.test(name));
  const parts = matching.length > 0 ? matching.map(([, part]) => part) : [schema.additionalProperties];
  return parts.flatMap((part) => (part === undefined ? [] : [express(part, style)]));
}

/** An object type of one short member. */
function oneLine(text: string): string {
  const [, member = "", ...others] = text.split("\n");
  const isShort = others.length === 1 && member.length < 60 && !member.includes("/**");
  return isShort ? `{ ${member.trim().replace(/;$/, "")} }` : text;
}

function travels(property: Schema, style: TypeStyle): boolean {
  return style.direction === undefined || !isLeftOut(style.api, property, style.direction);
}

interface Member {
  readonly name: string;
  readonly property: Schema;
  readonly isRequired: boolean;
}

/** Tags of the comment on a property or parameter: what it is when it is not given, and whether it should not be. */
export function valueTags(schema: Schema, isDeprecated: boolean): string[] {
  const { default: standard } = schema;
  const text = standard === undefined ? undefined : JSON.stringify(standard.value)?.replaceAll("*/", "*\\/");
  return [
    ...(text === undefined || text.length > 80 ? [] : [`@default ${text}`]),
    ...(isDeprecated ? ["@deprecated"] : []),
  ];
}

function member({ name, property, isRequired }: Member, style: TypeStyle): string {
  const comment = docComment(property.description, valueTags(property, property.deprecated === true));
  const key = `${style.readonly}${propertyName(name)}${isRequired ? "" : "?"}`;
  return [...comment, `${key}: ${typeExpression(property, style)};`].join("\n");
}

/** An index signature must admit the properties with names too, so its type is the union of all. */
function indexSignature(schema: Schema, others: readonly TypeText[], style: TypeStyle): string[] {
  const extra = [schema.additionalProperties, ...(schema.patternProperties?.values() ?? [])].filter(
    (found) => found !== undefined,
  );
  const admitted = extra.filter((found) => found.never !== true).map((found) => express(found, style));
  if (admitted.length === 0) return [];
  if (admitted.some(({ text }) => text === "unknown")) return [`${style.readonly}[key: string]: unknown;`];
  const declared = [...(schema.properties?.values() ?? [])].map((property) => express(property, style));
  const isPartial = [...(schema.properties?.keys() ?? [])].some((name) => schema.required?.includes(name) !== true);
  const all = union([...admitted, ...declared, ...others, ...(isPartial ? [atom("undefined")] : [])]);
  return [`${style.readonly}[key: string]: ${all.text};`];
}

function emptyObject(schema: Schema, style: TypeStyle): string {
  if (schema.additionalProperties?.never === true) return `{ ${style.readonly}[key: string]: never }`;
  return `{ ${style.readonly}[key: string]: unknown }`;
}

function literal(value: unknown, style: TypeStyle): TypeText {
  if (Array.isArray(value))
    return atom(`${style.readonly}[${value.map((item) => literal(item, style).text).join(", ")}]`);
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([key, item]) => `${style.readonly}${propertyName(key)}: ${literal(item, style).text}`,
    );
    return atom(`{ ${members.join("; ")} }`);
  }
  return atom(JSON.stringify(value));
}
