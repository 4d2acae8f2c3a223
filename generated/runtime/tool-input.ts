import type { Issue } from "./issue.js";
import { Issues, missing, pointerTo } from "./issues.js";

/** How a body that JSON cannot hold stands in the input of a tool. */
export interface BodyReading {
  /** The body is bytes, given as base64, or a stream of text, given as one. */
  readonly bytes?: "base64" | "text";
  /** Fields of a form that are files, given as base64. */
  readonly files?: readonly string[];
}

type InputCheck = (value: unknown, issues?: Issues) => boolean;

/** How the input of a tool becomes a request. */
export interface InputReading {
  /** Of the whole input: which parts there are, and which it must have. */
  readonly schema: { readonly [keyword: string]: unknown };
  /** What the contract says of each parameter, by group and name, and of the body; absent where all is valid. */
  readonly checks?: { readonly [part: string]: InputCheck | Readonly<Record<string, InputCheck>> };
  /** True when names of properties were changed for the schema. */
  readonly hasEscapedNames?: true;
  readonly body?: BodyReading;
}

/** The request that an input stands for, or what is wrong with the input. */
export type ReadInput =
  | { readonly request: object; readonly issues?: never }
  | { readonly issues: readonly Issue[]; readonly request?: never };

/** Checks an input, then puts bytes where the contract has bytes. An input of nothing is one without properties. */
export function readInput(input: unknown, { schema, checks = {}, hasEscapedNames, body }: InputReading): ReadInput {
  const issues = new Issues();
  checkParts(schema, input ?? {}, issues);
  const value = hasEscapedNames === true ? unescapeNames(input ?? {}) : (input ?? {});
  if (issues.count === 0) checkValues(checks, value as object, issues); // an object, or there were issues
  if (issues.count > 0) return { issues: issues.list };
  const request = value as { readonly body?: unknown }; // an object, as above
  if (body === undefined || request.body === undefined) return { request };
  try {
    return { request: { ...request, body: withBytes(request.body, body) } };
  } catch (fault) {
    if (!(fault instanceof NotBase64)) throw fault;
    return { issues: [{ path: fault.path, keyword: "contentEncoding", message: "must be base64" }] };
  }
}

/** The outer two levels of an input, which are the tool's own and closed: the groups, and the parameters in them. */
interface PartsSchema {
  readonly properties?: Readonly<Record<string, PartsSchema>>;
  readonly required?: readonly string[];
}

function checkParts(schema: PartsSchema, value: unknown, issues: Issues): void {
  checkNames(schema, value, issues);
  if (issues.count > 0) return;
  for (const [name, group] of Object.entries(schema.properties ?? {})) {
    const part = (value as Readonly<Record<string, unknown>>)[name]; // an object, or there were issues
    if (name !== "body" && part !== undefined) checkNames(group, part, issues.at(name));
  }
}

function checkNames({ properties = {}, required = [] }: PartsSchema, value: unknown, issues: Issues): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return issues.add("type", "must be an object");
  const given = value as Readonly<Record<string, unknown>>; // any object is
  for (const name of required) if (given[name] === undefined) missing(issues, name);
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined && !Object.hasOwn(properties, name))
      issues.at(name).add("additionalProperties", "must not be present");
  }
}

function checkValues(checks: NonNullable<InputReading["checks"]>, value: object, issues: Issues): void {
  const parts = value as Readonly<Record<string, unknown>>; // any object is
  for (const [name, check] of Object.entries(checks)) {
    const part = parts[name];
    if (part === undefined) continue;
    if (typeof check === "function") check(part, issues.at(name));
    else checkValues(check, part as object, issues.at(name)); // a group, which is an object by now
  }
}

/** A text that should be base64 and is not. */
class NotBase64 extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(path, { cause });
    this.path = path;
  }
}

function withBytes(body: unknown, { bytes, files }: BodyReading): unknown {
  if (bytes === "base64") return once(decodeBase64(String(body), "/body"));
  if (bytes === "text") return once(new TextEncoder().encode(String(body)));
  const fields = Object.entries(body as object).map(([name, value]: [string, unknown]) => {
    return [name, files?.includes(name) === true ? fileOf(value, `/body${pointerTo(name)}`) : value] as const;
  });
  return Object.fromEntries(fields);
}

function fileOf(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => fileOf(item, `${path}/${index}`));
  return typeof value === "string" ? new Blob([decodeBase64(value, path)]) : value;
}

/** The compiler finds its type: before TypeScript 5.7 `Uint8Array` has no parameter, later `Blob` asks for one. */
function decodeBase64(text: string, path: string) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new NotBase64(path, cause);
  }
}

async function* once(chunk: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield chunk;
}

/** Names as the contract has them: `_x24_top` is `$top`. */
function unescapeNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unescapeNames);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => [
    name.replace(/_x([0-9a-f]{1,6})_/g, (text, hex: string) => character(parseInt(hex, 16)) ?? text),
    unescapeNames(member),
  ]);
  return Object.fromEntries(members) as unknown;
}

function character(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
