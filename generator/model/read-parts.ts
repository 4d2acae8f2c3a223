import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import { bodyValue } from "./body-values.js";
import { bodyKind, type Encoding, type MediaType } from "./media-type.js";
import { defaultStyle, type Parameter, type ParameterLocation, type ParameterStyle } from "./parameter.js";
import type { SchemaReader } from "./read-schema.js";
import type { RequestBody } from "./request-body.js";
import type { Header, Response, StatusPattern } from "./response.js";
import type { Schema } from "./schema.js";

const STYLES: Readonly<Record<ParameterLocation, readonly ParameterStyle[]>> = {
  path: ["matrix", "label", "simple"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
  cookie: ["form"],
};

/** Reads the parts that operations are made of, following references. */
export class PartReader {
  readonly #contract: Contract;
  readonly #schemas: SchemaReader;

  constructor(contract: Contract, schemas: SchemaReader) {
    this.#contract = contract;
    this.#schemas = schemas;
  }

  parameter(reference: Cursor): Parameter {
    const cursor = this.#contract.resolve(reference);
    const name = cursor.require("name", "parameter").string();
    if (cursor.get("in")?.value === "querystring") return this.#querystring(cursor, name);
    const location = readLocation(cursor);
    const style = this.#style(cursor, location);
    return {
      cursor,
      name,
      in: location,
      ...this.#description(cursor),
      required: location === "path" || cursor.get("required")?.value === true,
      deprecated: cursor.get("deprecated")?.value === true,
      style,
      explode: cursor.get("explode")?.boolean() ?? style === "form",
      allowReserved: cursor.get("allowReserved")?.value === true,
      ...this.#value(cursor, `parameter "${name}"`),
    };
  }

  /** A parameter that is the whole query (OpenAPI 3.2 section 4.12.2): a form, or JSON. */
  #querystring(cursor: Cursor, name: string): Parameter {
    const [media] = this.#content(cursor);
    if (media === undefined) throw cursor.error(`parameter "${name}" in "querystring" has no "content"`);
    const kind = bodyKind(media);
    if (kind !== "form" && kind !== "json")
      throw cursor.error(`parameter "${name}" as ${media.type} is not supported`, "unsupported");
    return {
      cursor,
      name,
      in: "query",
      ...this.#description(cursor),
      required: cursor.get("required")?.value === true,
      deprecated: cursor.get("deprecated")?.value === true,
      style: kind === "form" ? "querystring" : "jsonQuerystring",
      explode: false,
      allowReserved: false,
      schema: media.schema ?? { cursor },
    };
  }

  header(name: string, reference: Cursor): Header {
    const cursor = this.#contract.resolve(reference);
    return {
      cursor,
      name,
      ...this.#description(cursor),
      required: cursor.get("required")?.value === true,
      deprecated: cursor.get("deprecated")?.value === true,
      explode: cursor.get("explode")?.boolean() ?? false,
      ...this.#value(cursor, `header "${name}"`),
    };
  }

  requestBody(reference: Cursor): RequestBody {
    const cursor = this.#contract.resolve(reference);
    return {
      cursor,
      ...this.#description(cursor),
      required: cursor.get("required")?.value === true,
      content: this.#content(cursor),
    };
  }

  response(status: StatusPattern, reference: Cursor): Response {
    const cursor = this.#contract.resolve(reference);
    const headers = cursor.get("headers")?.entries() ?? [];
    return {
      cursor,
      status,
      ...this.#description(cursor),
      headers: this.#each(
        headers.filter(([name]) => name.toLowerCase() !== "content-type"),
        ([name, header]) => this.header(name, header),
      ),
      content: this.#content(cursor),
    };
  }

  /** Prose under `key`: a string, or the text that a reference in its place leads to. */
  prose(cursor: Cursor, key: string): string | undefined {
    const found = cursor.get(key);
    if (found === undefined || found.value === null) return undefined;
    return this.#contract.resolve(found).string();
  }

  /** What is made of each item; what is wrong with one is kept, and the others are read. */
  #each<Item, Part>(items: readonly Item[], read: (item: Item) => Part): Part[] {
    return this.#contract.faults.each(items, read);
  }

  #description(cursor: Cursor): { description?: string } {
    const description = this.prose(cursor, "description");
    return description === undefined ? {} : { description };
  }

  #content(cursor: Cursor): MediaType[] {
    return this.#each(cursor.get("content")?.entries() ?? [], ([key, media]) => {
      // A comma may stand in the value of a parameter, in quotes.
      const types = key.includes('"') ? [key] : key.split(",").map((type) => type.trim());
      if (types.length > 1) this.#note(media, `"${key}" is no media type; it is read as ${types.length}`);
      return types.map((type) => this.#mediaType(type, this.#contract.resolve(media)));
    }).flat();
  }

  #mediaType(type: string, cursor: Cursor): MediaType {
    const schema = cursor.get("schema");
    const itemSchema = cursor.get("itemSchema");
    const encodings = cursor.get("encoding")?.entries() ?? [];
    for (const word of ["itemEncoding", "prefixEncoding"]) this.#noteUnread(word, cursor.get(word));
    const media = {
      type,
      ...(schema === undefined ? {} : { schema: this.#schemas.read(schema) }),
      ...(itemSchema === undefined ? {} : { itemSchema: this.#schemas.read(itemSchema) }),
      encoding: new Map(this.#each(encodings, ([name, encoding]) => [name, this.#encoding(encoding)] as const)),
    };
    const value = bodyValue(this.#schemas, media);
    // Of XML and its like nobody expects that a schema is the text's.
    if (schema !== undefined && value.valueSchema === undefined && /^text\/plain\b/i.test(type))
      this.#note(schema, "a schema of plain text that is no string is not read; the body is a string");
    return { ...media, ...value };
  }

  /** Of a body whose parts have places and not names (OpenAPI 3.2, encoding by position) only the bytes are carried. */
  #noteUnread(word: string, found: Cursor | undefined): void {
    if (found !== undefined) this.#note(found, `"${word}" is not read; the body is carried as bytes`);
  }

  #note(cursor: Cursor, text: string): void {
    this.#schemas.notes.push({ cursor, text });
  }

  #encoding(cursor: Cursor): Encoding {
    const contentType = cursor.get("contentType")?.string();
    const style = cursor.get("style")?.string();
    const explode = cursor.get("explode")?.boolean();
    const headers = this.#each(cursor.get("headers")?.entries() ?? [], ([name, header]) => this.header(name, header));
    // The parsers of platforms give the name and type of a part, and no other header.
    const needed = headers.find(({ name, required }) => required && name.toLowerCase() !== "content-disposition");
    if (needed !== undefined)
      throw needed.cursor.error(`a part that requires the header "${needed.name}" is not supported`, "unsupported");
    return {
      ...(contentType === undefined ? {} : { contentType }),
      ...(style === undefined ? {} : { style }),
      ...(explode === undefined ? {} : { explode }),
    };
  }

  /** The value of a parameter or header: by `schema`, or by the one entry of `content`. */
  #value(cursor: Cursor, what: string): { schema: Schema; content?: MediaType } {
    const schema = cursor.get("schema");
    if (schema !== undefined) return { schema: this.#schemas.read(schema) };
    const [content] = this.#content(cursor);
    if (content === undefined) return { schema: this.#undescribed(cursor, what) };
    if (bodyKind(content) === "json") return { schema: content.schema ?? { cursor }, content };
    // A text of another media type is carried like any text.
    const text =
      content.valueSchema ?? (content.schema === undefined ? { cursor, types: ["string"] as const } : undefined);
    if (text !== undefined && bodyKind(content) === "text") return { schema: text };
    // A range says nothing of the form: a value without parts is the text that it is anywhere.
    if (content.type === "*/*") return { schema: content.schema ?? { cursor, types: ["string"] } };
    throw cursor.error(`${what} as ${content.type} is not supported`, "unsupported");
  }

  /** What has neither `schema` nor `content` is described in itself, as Swagger 2.0 has it, or a text. */
  #undescribed(cursor: Cursor, what: string): Schema {
    const isDescribed = ["type", "enum", "items"].some((key) => cursor.has(key));
    const taken = isDescribed ? "its own keywords are taken for one" : "it is taken for a string";
    this.#note(cursor, `${what} has neither "schema" nor "content"; ${taken}`);
    return isDescribed ? this.#schemas.read(cursor) : { cursor, types: ["string"] };
  }

  #style(cursor: Cursor, location: ParameterLocation): ParameterStyle {
    const found = cursor.get("style");
    const own = defaultStyle(location);
    if (found === undefined || found.value === null) return own;
    const style = STYLES[location].find((known) => known === found.value);
    if (style !== undefined) return style;
    const known: readonly unknown[] = Object.values(STYLES).flat();
    const text = `style ${found.describe()} is not one of ${location}'s: ${STYLES[location].join(", ")}`;
    if (!known.includes(found.value)) throw found.error(text);
    this.#note(found, `${text}; it is read as "${own}"`);
    return own;
  }
}

function readLocation(cursor: Cursor): ParameterLocation {
  const location = cursor.require("in", "parameter");
  const { value } = location;
  if (value === "path" || value === "query" || value === "header" || value === "cookie") return value;
  throw location.error(`a parameter in ${location.describe()} is not supported`, "unsupported");
}
