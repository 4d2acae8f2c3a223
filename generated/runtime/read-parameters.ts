import { isObjectForm, readPairs, readTexts, type ObjectForm, type ValueForm } from "./parameter-form.js";
import { readDeepFields } from "./deep-object.js";
import { Issues, pointerTo } from "./issues.js";
import type { RequestIssue } from "./refusal.js";

/** A parameter as the contract declares it (OpenAPI 3.1 section 4.8.12). */
export interface ParameterRule {
  readonly in: "path" | "query" | "header" | "cookie";
  readonly name: string;
  readonly required?: true;
  readonly style:
    | "matrix"
    | "label"
    | "simple"
    | "form"
    | "spaceDelimited"
    | "pipeDelimited"
    | "deepObject"
    | "json"
    | "querystring"
    | "jsonQuerystring";
  readonly explode?: true;
  readonly form: ValueForm;
  readonly check?: (value: unknown, issues?: Issues) => boolean;
}

/** A value among the fields of a query, a `Cookie` header or a form. */
export type FieldRule = Pick<ParameterRule, "name" | "style" | "explode" | "form"> & Partial<Pick<ParameterRule, "in">>;

/** The parts of a request that hold parameters, undecoded. */
export interface RawParameters {
  readonly path: ReadonlyMap<string, string>;
  /** Without the question mark. */
  readonly query: string;
  readonly header: (name: string) => string | undefined;
}

/** Values by group of the request type: `path`, `query`, `headers`, `cookies`. */
export type ParameterGroups = Record<string, Record<string, unknown>>;

const GROUPS = { path: "path", query: "query", header: "headers", cookie: "cookies" } as const;

/** Reads and checks every parameter; the faults of all of them are added to `issues`. */
export function readParameters(
  rules: readonly ParameterRule[],
  raw: RawParameters,
  issues: RequestIssue[],
): ParameterGroups {
  const groups: ParameterGroups = {};
  const fields = { query: parseFields(raw.query, "&"), cookie: parseFields(raw.header("cookie") ?? "", ";") };
  for (const rule of rules) {
    const group = (groups[GROUPS[rule.in]] ??= {});
    const value = readValue(rule, { raw, fields, rules });
    if (value === undefined) {
      if (rule.required === true)
        issues.push({ in: rule.in, path: pointerTo(rule.name), message: "is required", keyword: "required" });
    } else if (value instanceof Malformed) {
      issues.push({ in: rule.in, path: pointerTo(rule.name), message: value.message, keyword: "style" });
    } else {
      set(group, rule.name, value);
      checkValue(rule, value, issues);
    }
  }
  return groups;
}

/** Assigning to `__proto__` would change what the object inherits. */
function set(group: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(group, name, { value, enumerable: true, configurable: true });
  else group[name] = value;
}

function checkValue(rule: ParameterRule, value: unknown, issues: RequestIssue[]): void {
  if (rule.check === undefined || rule.check(value)) return;
  const found = new Issues();
  rule.check(value, found);
  for (const issue of found.list) issues.push({ ...issue, in: rule.in, path: pointerTo(rule.name) + issue.path });
}

/** A text that is not of the parameter's style. */
class Malformed {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

interface Fields {
  readonly query: readonly Field[];
  readonly cookie: readonly Field[];
}

/** Name and still encoded value. */
export type Field = readonly [string, string];

interface Reading {
  readonly raw: RawParameters;
  readonly fields: Fields;
  readonly rules: readonly ParameterRule[];
}

function readValue(rule: ParameterRule, { raw, fields, rules }: Reading): unknown {
  try {
    if (rule.in === "query" || rule.in === "cookie") return readField(rule, { fields: fields[rule.in], rules });
    const text = rule.in === "path" ? raw.path.get(rule.name) : raw.header(rule.name);
    if (text === undefined) return undefined;
    const decode = rule.in === "path" ? decodeURIComponent : (part: string) => part.trim();
    return rule.style === "json" ? readJson(decode(text)) : readSegment(rule, text, decode);
  } catch {
    return new Malformed("is not valid percent-encoding");
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Malformed("is not JSON");
  }
}

/** A path segment or header in style simple, label or matrix (RFC 6570 sections 3.2.2, 3.2.5, 3.2.7). */
function readSegment(rule: ParameterRule, text: string, decode: (part: string) => string): unknown {
  const { style, form } = rule;
  const prefix = { label: ".", matrix: ";" }[style as string] ?? ""; // other styles have none
  if (!text.startsWith(prefix)) return new Malformed(`must start with "${prefix}"`);
  const separator = rule.explode === true && prefix !== "" ? prefix : ",";
  const body = text.slice(prefix.length);
  if (isObjectForm(form)) return readObject(form, { rule, body, separator, decode });
  if (style !== "matrix") return readTexts(splitList(body, { form, separator }).map(decode), form);
  const named = body.split(";").map(splitPair);
  if (named.some(([name]) => decode(name) !== rule.name)) return new Malformed(`must be named "${rule.name}"`);
  const values = named.map(([, value]) => value);
  const texts = rule.explode === true ? values : splitList(values.join(","), { form, separator });
  return readTexts(texts.map(decode), form);
}

function splitList(text: string, { form, separator }: { form: ValueForm; separator: string }): string[] {
  if (typeof form === "string") return [text];
  return text === "" ? [] : text.split(separator);
}

interface ObjectText {
  readonly rule: ParameterRule;
  readonly body: string;
  readonly separator: string;
  readonly decode: (part: string) => string;
}

function readObject(form: ObjectForm, { rule, body, separator, decode }: ObjectText): unknown {
  const text = rule.style === "matrix" && rule.explode !== true ? body.slice(rule.name.length + 1) : body;
  const parts = text === "" ? [] : text.split(separator);
  const pairs = rule.explode === true ? parts.map(splitPair) : pairUp(parts);
  return readPairs(
    pairs.map(([name, value]) => [decode(name), decode(value)]),
    form,
  );
}

function splitPair(text: string): Field {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function pairUp(parts: readonly string[]): Field[] {
  return parts.flatMap((part, index): Field[] => (index % 2 === 0 ? [[part, parts[index + 1] ?? ""]] : []));
}

/** Fields of a query, a form or a `Cookie` header: names decoded, values not. */
export function parseFields(text: string, separator: "&" | ";"): Field[] {
  if (text === "") return [];
  return text
    .split(separator)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [name, value] = splitPair(separator === ";" ? part.trim() : part);
      return [decodeName(name), value];
    });
}

/** A name that is not valid percent-encoding is nobody's: it stays as it is. */
function decodeName(text: string): string {
  try {
    return decodeForm(text);
  } catch {
    return text;
  }
}

/** `application/x-www-form-urlencoded`: a plus is a space (URL Standard section 5.1). */
function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

const DELIMITERS: Readonly<Record<string, RegExp>> = {
  form: /,/,
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /%7C|\|/i,
};

interface FieldReading {
  readonly fields: readonly Field[];
  /** Every rule that fields of this kind are read by. */
  readonly rules: readonly FieldRule[];
}

/** The value of a parameter that is the whole query; JSON has no `=` or `&` once it is encoded. */
function readWholeQuery({ form, style }: FieldRule, fields: readonly Field[]): unknown {
  const [first] = fields;
  if (first === undefined) return undefined;
  if (style === "jsonQuerystring") return readJson(first[0]);
  const pairs = fields.map(([name, value]): Field => [name, decodeForm(value)]);
  return isObjectForm(form) ? readPairs(pairs, form) : Object.fromEntries(pairs);
}

/** The value of a query parameter, a cookie or a styled field of a form; throws for malformed percent-encoding. */
export function readField(rule: FieldRule, reading: FieldReading): unknown {
  const { form, style } = rule;
  const decode = rule.in === "cookie" ? decodeURIComponent : decodeForm;
  if (style === "querystring" || style === "jsonQuerystring") return readWholeQuery(rule, reading.fields);
  if (isObjectForm(form) && style !== "json" && style !== "deepObject") return readObjectField(form, rule, reading);
  if (style === "deepObject") return readDeepObject(rule.name, reading.fields, form);
  const own = reading.fields
    .filter(([name]) => name === rule.name || name === `${rule.name}[]`)
    .map(([, value]) => value);
  const [first] = own;
  if (first === undefined) return undefined;
  if (own.length > 1 && rule.in !== "cookie" && (typeof form === "string" || style === "json"))
    return new Malformed("must be given once");
  if (style === "json") return readJson(decode(first));
  if (typeof form === "string" || rule.explode === true) return readTexts(own.map(decode), form);
  return readTexts(
    own.flatMap((value) => (value === "" ? [] : value.split(DELIMITERS[style] ?? /,/))).map(decode),
    form,
  );
}

function readObjectField(form: ObjectForm, rule: FieldRule, { fields, rules }: FieldReading): unknown {
  const decode = rule.in === "cookie" ? decodeURIComponent : decodeForm;
  if (rule.explode === true) {
    // Where the object takes any property, those are its own that no other parameter is named after.
    const isOwn = (name: string): boolean =>
      Object.hasOwn(form.properties, name) ||
      (form.isOpen === true && !rules.some((other) => other.in === rule.in && other.name === name));
    const own = fields.filter(([name]) => isOwn(name));
    return own.length === 0 ? undefined : readPairs(decodeAll(own, decode), form);
  }
  const text = fields.find(([name]) => name === rule.name)?.[1];
  if (text === undefined) return undefined;
  return readPairs(
    pairUp(text.split(DELIMITERS[rule.style] ?? /,/)).map(([name, value]) => [decode(name), decode(value)]),
    form,
  );
}

function decodeAll(fields: readonly Field[], decode: (text: string) => string): Field[] {
  return fields.map(([name, value]) => [name, decode(value)]);
}

/** `filter[name]=x`, and what is deeper: `filter[tags][]=x`, `filter[range][from]=1`, `filter[items][0][price]=5`. */
function readDeepObject(name: string, fields: readonly Field[], form: ValueForm): unknown {
  const own = fields.filter(([field]) => field.startsWith(`${name}[`) || field === name);
  return own.length === 0 ? undefined : readDeepFields(decodeAll(own, decodeForm), form);
}
