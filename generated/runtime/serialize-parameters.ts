/** Writes a parameter as pairs `name=value`, percent-encoded; none where there is nothing to write. */
export type WriteParameter = (name: string, value: unknown) => readonly string[];

/** How parameters, or fields of a form, are written, by name. */
export type Writers = Readonly<Record<string, WriteParameter>>;

/** A path parameter that is a whole segment in style `simple` (OpenAPI 3.1, 4.8.12), checked by `wholeSegment`. */
export function segment(value: string | number | boolean): string {
  return wholeSegment(encodeURIComponent(value));
}

/** Throws for the three texts that are no segment of a URL: with `""`, `"."` or `".."` another path would be called. */
export function wholeSegment(text: string): string {
  if (/^(\.|%2e){0,2}$/i.test(text)) throw new RangeError(`a path parameter cannot be ${JSON.stringify(text)}`);
  return text;
}

/** A value of a path in style `simple`: `blue,black`, `R,100,G,200`, exploded `R=100,G=200`. */
export function simple(value: unknown, explode = false): string {
  return list(value, { explode, write: encode }).join(",");
}

/**
 * A value of a path in style `label`: `.blue,black`, exploded `.blue.black` and `.R=100.G=200`; dots within a part are
 * encoded.
 */
export function label(value: unknown, explode = false): string {
  const write = (part: unknown): string => encode(part).replaceAll(".", "%2E");
  return `.${list(value, { explode, write }).join(explode ? "." : ",")}`;
}

/** A value of a path in style `matrix`: `;color=blue,black`, exploded `;color=blue;color=black` and `;R=100;G=200`. */
export function matrix(name: string, value: unknown, explode = false): string {
  const parts = list(value, { explode, write: encode });
  if (explode && isObject(value)) return parts.map((part) => `;${part}`).join("");
  const values = explode ? parts : [parts.join(",")];
  return values.map((text) => `;${encode(name)}${text === "" ? "" : `=${text}`}`).join("");
}

/**
 * A header's value in style `simple`, which has no percent-encoding there: throws for parts that would be read as two.
 */
export function header(value: unknown, explode = false): string | undefined {
  if (isAbsent(value)) return undefined;
  return typeof value === "object" ? join(list(value, { explode, write: text }), ",") : text(value);
}

/** The query of a URL, question mark included; empty when there is nothing to write. */
export function query(values: object | undefined, writers: Writers): string {
  const pairs = writeAll(values, writers);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** The value of a `Cookie` header, which browsers let no program set; undefined when there is nothing to write. */
export function cookies(values: object | undefined, writers: Writers): string | undefined {
  const pairs = writeAll(values, writers);
  return pairs.length === 0 ? undefined : pairs.join("; ");
}

/** Style `form`, exploded: `color=blue&color=black`, `R=100&G=200`. */
export const form: WriteParameter = (name, value) => {
  if (isObject(value)) return members(value).map(([key, member]) => pair(key, encode(member)));
  return items(value).map((item) => pair(name, encode(item)));
};

/** Style `form`: `color=blue,black`, `color=R,100,G,200`. */
export const formList: WriteParameter = (name, value) => delimited(name, value, ",");

/** `color=blue%20black`; throws for parts with a space, which would be read as two. */
export const spaceDelimited: WriteParameter = (name, value) => delimited(name, value, "%20");

/** `color=blue%7Cblack`; throws for parts with a `|`, which would be read as two. */
export const pipeDelimited: WriteParameter = (name, value) => delimited(name, value, "%7C");

/**
 * `color[R]=100&color[G]=200`, the brackets percent-encoded. What is deeper than the specification goes is written as
 * most servers read it: `filter[tags][]=new`, `filter[range][from]=1`, `items[0][price]=5`.
 */
export const deepObject: WriteParameter = (name, value) => {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => deepObject(`${name}[${typeof item === "object" ? index : ""}]`, item));
  }
  if (isObject(value)) return members(value).flatMap(([key, member]) => deepObject(`${name}[${key}]`, member));
  return items(value).map((item) => pair(name, encode(item)));
};

/** A parameter with `content`, or a field of a form with that content type: its value as JSON. */
export const json: WriteParameter = (name, value) => [pair(name, encodeURIComponent(JSON.stringify(value)))];

/** A parameter that is the whole query, as a form (OpenAPI 3.2 `in: querystring`). */
export const querystring: WriteParameter = (_name, value) => {
  const text = formBody(value);
  return text === "" ? [] : [text];
};

/** A parameter that is the whole query, as JSON. */
export const jsonQuerystring: WriteParameter = (_name, value) => [encodeURIComponent(JSON.stringify(value))];

/** A field of a form by default: lists as repeated fields, objects as JSON (OpenAPI 3.1 section 4.8.15). */
export const field: WriteParameter = (name, value) => items(value).map((item) => pair(name, encode(item)));

/** A parameter with `allowReserved`: characters of RFC 3986 section 2.2 stay unless they would end a value or part. */
export function allowReserved(write: WriteParameter): WriteParameter {
  const reserved = write === formList ? /%(2[14789AF]|3[ABDF]|40|5[BD])/g : /%(2[14789ACF]|3[ABDF]|40|5[BD])/g;
  return (name, value) => write(name, value).map((text) => text.replace(reserved, decodeURIComponent));
}

/** An `application/x-www-form-urlencoded` body; `writers` for the fields that are not written by default. */
export function formBody(body: unknown, writers: Writers = {}): string {
  const own = new Map(Object.entries(writers));
  const fields = members(isObject(body) ? body : {});
  return fields.flatMap(([name, value]) => (own.get(name) ?? field)(name, value)).join("&");
}

function writeAll(values: object | undefined, writers: Writers): string[] {
  // Null has a form as JSON, which is for the writer to know.
  const given = new Map(Object.entries(values ?? {}).filter(([, value]) => value !== undefined));
  return Object.entries(writers).flatMap(([name, write]) => (given.has(name) ? write(name, given.get(name)) : []));
}

function pair(name: string, encoded: string): string {
  return `${encodeURIComponent(name)}=${encoded}`;
}

function delimited(name: string, value: unknown, delimiter: string): string[] {
  const parts = list(value, { explode: false, write: encode });
  return parts.length === 0 ? [] : [pair(name, join(parts, delimiter))];
}

function join(parts: readonly string[], delimiter: string): string {
  const wrong = parts.find((part) => part.includes(delimiter));
  if (wrong !== undefined) throw new RangeError(`a part of a list cannot be ${wrong}`);
  return parts.join(delimiter);
}

/** The parts of a value: items of an array, names and values of an object, the value itself. */
function list(value: unknown, { explode, write }: { explode: boolean; write: (part: unknown) => string }): string[] {
  if (!isObject(value)) return items(value).map(write);
  return members(value).flatMap(([key, member]) => {
    const parts = [write(key), write(member)];
    return explode ? parts.join("=") : parts;
  });
}

function items(value: unknown): unknown[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => !isAbsent(item));
}

/** Neither null nor undefined has a text (RFC 6570 section 2.3). */
function members(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => !isAbsent(member));
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function encode(value: unknown): string {
  return encodeURIComponent(text(value));
}

/** Values inside of values, which no style describes, are written as JSON. */
function text(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
