import { dereference, type Api } from "../model/api.js";
import type { Operation } from "../model/operation.js";
import type { Parameter } from "../model/parameter.js";
import { listedValues, type Schema } from "../model/schema.js";
import { access, indentRest, propertyName, quote, templateText } from "../source-file.js";
import type { ClientNames } from "./client-names.js";
import { parametersIn } from "./operation-shape.js";

/** What expressions of a call are made with. */
export interface CallContext {
  readonly api: Api;
  readonly names: ClientNames;
}

const MODULE = "serialize-parameters";

/** Path and query of an operation as an expression on `request`. */
export function urlExpression(operation: Operation, context: CallContext): string {
  const { template, fixed } = operation.route;
  const query = queryExpression(operation, context);
  const text = pathText(template, operation, context);
  const declared = new Set(parametersIn(operation, "query").map(({ name }) => name));
  const own = fixed.filter((each) => each.in === "query" && !declared.has(each.name));
  if (own.length === 0) return query === undefined ? text : `${text} + ${query}`;
  const told = new URLSearchParams(own.map(({ name, value }): [string, string] => [name, value])).toString();
  return [text, quote(`?${told}`), ...(query === undefined ? [] : [`${query}.replace("?", "&")`])].join(" + ");
}

function pathText(path: string, operation: Operation, context: CallContext): string {
  const pieces = path.split(/(\{[^{}]+\})/);
  if (pieces.length === 1) return quote(path);
  const texts = pieces.map((piece, index) => {
    const parameter = parametersIn(operation, "path").find(({ name }) => `{${name}}` === piece);
    if (parameter === undefined) return templateText(piece);
    const isWhole = (pieces[index - 1] ?? "").endsWith("/") && /^(\/|$)/.test(pieces[index + 1] ?? "");
    return `\${${pathExpression(parameter, { ...context, isWhole })}}`;
  });
  return `\`${texts.join("")}\``;
}

interface PathContext extends CallContext {
  /** True for a parameter with nothing else in its segment. */
  readonly isWhole: boolean;
}

function pathExpression(parameter: Parameter, { api, names, isWhole }: PathContext): string {
  const value = access("request.path", parameter.name);
  const guard = (text: string): string => (isWhole ? `${names.runtime("wholeSegment", MODULE)}(${text})` : text);
  if (parameter.content !== undefined) return guard(`encodeURIComponent(JSON.stringify(${value}))`);
  const explode = parameter.explode ? ", true" : "";
  if (parameter.style === "label") return guard(`${names.runtime("label", MODULE)}(${value}${explode})`);
  if (parameter.style === "matrix") {
    return guard(`${names.runtime("matrix", MODULE)}(${quote(parameter.name)}, ${value}${explode})`);
  }
  if (!isScalar(api, parameter.schema)) return guard(`${names.runtime("simple", MODULE)}(${value}${explode})`);
  return isWhole ? `${names.runtime("segment", MODULE)}(${value})` : `encodeURIComponent(${value})`;
}

function queryExpression(operation: Operation, { names }: CallContext): string | undefined {
  const parameters = parametersIn(operation, "query");
  if (parameters.length === 0) return undefined;
  return `${names.runtime("query", MODULE)}(request.query, ${writers(parameters, names)})`;
}

/** Members of the `headers` of a call. */
export function headerMembers(operation: Operation, { api, names }: CallContext): string[] {
  const parameters = parametersIn(operation, "header");
  const mark = parameters.some((parameter) => parameter.required) ? "" : "?";
  const members = parameters.map((parameter) => {
    const value = member(`request.headers${mark}`, parameter.name);
    return `${propertyName(parameter.name)}: ${headerExpression(parameter, value, { api, names })}`;
  });
  const cookies = parametersIn(operation, "cookie");
  if (cookies.length === 0) return members;
  return [...members, `cookie: ${names.runtime("cookies", MODULE)}(request.cookies, ${writers(cookies, names)})`];
}

function headerExpression(parameter: Parameter, value: string, { api, names }: CallContext): string {
  if (parameter.content !== undefined) return `JSON.stringify(${value})`;
  if (isScalar(api, parameter.schema)) return value;
  return `${names.runtime("header", MODULE)}(${value}${parameter.explode ? ", true" : ""})`;
}

/** Access through a group that may be absent: `request.headers?.["X-Tenant"]`. */
function member(group: string, name: string): string {
  const text = access(group, name);
  return text.startsWith(`${group}[`) && group.endsWith("?") ? `${group}.${text.slice(group.length)}` : text;
}

function writers(parameters: readonly Parameter[], names: ClientNames): string {
  return objectLines(parameters.map((parameter) => `${propertyName(parameter.name)}: ${writer(parameter, names)}`));
}

function writer(parameter: Parameter, names: ClientNames): string {
  const name = names.runtime(writerName(parameter), MODULE);
  return parameter.allowReserved ? `${names.runtime("allowReserved", MODULE)}(${name})` : name;
}

/** How a parameter or a field of a form is written; `content` instead of a style is JSON. */
export interface WritingStyle {
  readonly style?: string;
  readonly explode?: boolean;
  readonly content?: unknown;
}

/** The function of templates/runtime/serialize-parameters.ts for a style of queries, cookies and forms. */
export function writerName(how: WritingStyle): string {
  if (how.content !== undefined) return "json";
  const { style = "form", explode = style === "form" } = how;
  if (style === "form") return explode ? "form" : "formList";
  // Exploded, the delimited styles say no more than `form` does.
  return explode && style !== "deepObject" ? "form" : style;
}

/** An object literal on one line where it fits. */
export function objectLines(members: readonly string[]): string {
  if (members.length === 0) return "{}";
  if (fitsOneLine(members, 86)) return `{ ${members.join(", ")} }`;
  return `{\n${members.map((text) => `  ${indentRest(text)},`).join("\n")}\n}`;
}

/**
 * True when texts, with commas between, take no more than `width` characters. Told without joining them: where texts
 * are nested, each would be copied as often as it is deep.
 */
export function fitsOneLine(texts: readonly string[], width: number): boolean {
  const length = texts.reduce((sum, text) => sum + text.length + 2, -2);
  return length <= width && !texts.some((text) => text.includes("\n"));
}

const SCALARS: ReadonlySet<string> = new Set(["string", "number", "integer", "boolean"]);

/** True when every value of the schema is a string, number or boolean. */
function isScalar(api: Api, schema: Schema, depth = 0): boolean {
  const target = dereference(api, schema);
  if (target.types !== undefined) return target.types.every((type) => SCALARS.has(type));
  const values = listedValues(target);
  if (values !== undefined) return values.every((value) => SCALARS.has(typeof value));
  if (depth > 8) return false;
  const unions = [target.anyOf, target.oneOf].filter((branches) => branches !== undefined && branches.length > 0);
  return (
    unions.some((branches) => branches?.every((branch) => isScalar(api, branch, depth + 1))) ||
    target.allOf?.some((branch) => isScalar(api, branch, depth + 1)) === true
  );
}
