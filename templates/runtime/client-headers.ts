import type { Incoming } from "./call.js";
import type { Check } from "./client.js";
import { readPairs, readTexts, type ValueForm } from "./parameter-form.js";

/** Headers that are any text, or absent. */
export function textHeaders({ response: { headers } }: Incoming, names: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const text = headers.get(name);
    if (text !== null) values[name] = text;
  }
  return values;
}

/** What a contract says of a header. */
export interface HeaderShape {
  readonly required?: true;
  /** The text itself when absent. */
  readonly parse?: (text: string) => unknown;
  readonly check?: Check;
  /** True for `Set-Cookie` as a list: the one header whose values cannot be told apart in one text. */
  readonly isList?: true;
}

type HeaderValues = Record<string, unknown>;

/** Headers that have to be there or to be something. */
export function readHeaders(incoming: Incoming, shapes: Readonly<Record<string, HeaderShape>>): HeaderValues {
  const { response, explain, fail } = incoming;
  const values: HeaderValues = {};
  for (const [name, { required, parse, check, isList }] of Object.entries(shapes)) {
    const text = response.headers.get(name);
    if (text === null) {
      if (required) throw fail("invalid-header", { cause: `${name} is missing` });
      continue;
    }
    const value = isList ? response.headers.getSetCookie() : parse ? parse(text) : text;
    if (check && !check(value)) {
      throw fail("invalid-header", { issues: explain?.(check, value), cause: `${name}: ${text}` });
    }
    values[name] = value;
  }
  return values;
}

/** The list or object in a header of style `simple` (OpenAPI 3.1 section 4.8.21). */
export function parseHeader(text: string, form: ValueForm, explode = false): unknown {
  const parts = text === "" ? [] : text.split(",").map((part) => part.trim());
  if (typeof form === "string" || "items" in form) return readTexts(parts, form);
  const pairs = explode
    ? parts.map((part): [string, string] => [part.replace(/=.*/s, ""), part.replace(/^[^=]*=?/, "")])
    : parts.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, parts[index + 1] ?? ""]] : []));
  return readPairs(pairs, form);
}

/** The value of a header whose `content` is JSON; the text itself, for its schema to refuse, when it is not. */
export function parseJsonHeader(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
