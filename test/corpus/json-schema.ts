import type { Contract } from "../../generator/document/contract.js";
import type { Cursor } from "../../generator/document/cursor.js";
import { isRecord } from "./places.js";

/** Which way a value travels: `readOnly` properties are no part of requests, `writeOnly` ones none of replies. */
export type Direction = "request" | "reply";

/** A JSON Schema 2020-12 object or boolean. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/**
 * The schemas of a contract as plain JSON Schema 2020-12, one document per schema that a `$ref` names and direction.
 *
 * Made of the document itself and not of the generator's model, so that a fault in reading schemas shows: values are
 * made, and judged, by what stands here.
 */
export class JsonSchemas {
  /** Schemas by the URI that a `$ref` to them holds. */
  readonly byUri = new Map<string, JsonSchema>();
  readonly #contract: Contract;
  readonly #is30: boolean;
  readonly #uris = new Map<string, string>();

  constructor(contract: Contract) {
    this.#contract = contract;
    this.#is30 = String(contract.root.get("openapi")?.value).startsWith("3.0");
  }

  /** The URI of the schema at `cursor`. Everything that it refers to is in `byUri` then. */
  add(cursor: Cursor, direction: Direction): string {
    const key = `${direction} ${cursor.address}`;
    const known = this.#uris.get(key);
    if (known !== undefined) return known;
    const uri = `contract:/${this.#uris.size}`;
    this.#uris.set(key, uri);
    this.byUri.set(uri, true); // what a schema that refers to itself finds while it is made
    this.byUri.set(uri, this.#convert(cursor, direction));
    return uri;
  }

  /** Names of the properties that the schema at `uri` knows of. */
  propertyNames(uri: string): ReadonlySet<string> {
    return new Set(this.properties(uri).keys());
  }

  /** Properties by name, through references and combinations; of several of a name the first. */
  properties(uri: string): ReadonlyMap<string, JsonSchema> {
    const found = new Map<string, JsonSchema>();
    const seen = new Set<JsonSchema>();
    const visit = (schema: unknown): void => {
      if (!isRecord(schema) || seen.has(schema)) return;
      seen.add(schema);
      for (const [name, property] of Object.entries(schema["properties"] ?? {})) {
        if (!found.has(name)) found.set(name, this.#followed(property as JsonSchema)); // made by `#keyword`
      }
      if (typeof schema["$ref"] === "string") visit(this.byUri.get(schema["$ref"]));
      for (const keyword of ["allOf", "anyOf", "oneOf"])
        for (const part of (schema[keyword] ?? []) as unknown[]) visit(part);
    };
    visit(this.byUri.get(uri));
    return found;
  }

  #followed(schema: JsonSchema): JsonSchema {
    const reference = typeof schema === "object" ? schema["$ref"] : undefined;
    return typeof reference === "string" ? (this.byUri.get(reference) ?? true) : schema;
  }

  #convert(cursor: Cursor, direction: Direction): JsonSchema {
    if (!cursor.isObject) return cursor.value !== false; // null, which says nothing, included
    const reference = cursor.get("$ref");
    if (reference === undefined) return this.#keywords(cursor, direction);
    const target = { $ref: this.add(this.#contract.target(reference), direction) };
    // OpenAPI 3.0.4 section 4.7.23: what stands beside a `$ref` is ignored.
    const beside = this.#is30 ? true : this.#keywords(cursor, direction);
    return typeof beside === "boolean" || Object.keys(beside).length === 0 ? target : { allOf: [target, beside] };
  }

  #keywords(cursor: Cursor, direction: Direction): JsonSchema {
    const made: Record<string, unknown> = {};
    const absent = this.#absent(cursor, direction);
    for (const [keyword, child] of cursor.entries()) {
      const value = this.#keyword(keyword, child, { direction, absent });
      if (value !== undefined)
        made[keyword === "items" && Array.isArray(child.value) ? "prefixItems" : keyword] = value;
    }
    exclude(made, "minimum", "exclusiveMinimum");
    exclude(made, "maximum", "exclusiveMaximum");
    return cursor.get("nullable")?.value === true ? orNull(made) : made;
  }

  #keyword(keyword: string, child: Cursor, on: { direction: Direction; absent: ReadonlySet<string> }): unknown {
    const convert = (part: Cursor): JsonSchema => this.#convert(part, on.direction);
    if (keyword === "required")
      return Array.isArray(child.value) ? child.value.filter((name) => !on.absent.has(String(name))) : undefined;
    if (keyword === "properties") {
      const kept = child.entries().filter(([name]) => !on.absent.has(name));
      return Object.fromEntries(kept.map(([name, part]) => [name, convert(part)]));
    }
    if (keyword === "type") return typeNames(child.value);
    if (keyword === "enum" && Array.isArray(child.value) && child.value.length === 0) return undefined;
    if (NUMBERS.has(keyword)) return typeof child.value === "string" ? Number(child.value) : (child.value ?? undefined);
    if (keyword === "pattern" && typeof child.value !== "string") return undefined;
    if (VALUES.has(keyword)) return child.value ?? undefined;
    if (MAPS.has(keyword)) return Object.fromEntries(child.entries().map(([name, part]) => [name, convert(part)]));
    if (LISTS.has(keyword) || (keyword === "items" && Array.isArray(child.value))) return child.items().map(convert);
    if (SCHEMAS.has(keyword)) return convert(child);
    return undefined;
  }

  /** Properties of this value that do not travel this way, as far as `allOf` and `$ref` tell. */
  #absent(cursor: Cursor, direction: Direction, seen = new Set<string>()): Set<string> {
    if (!cursor.isObject || seen.has(cursor.address)) return new Set();
    seen.add(cursor.address);
    const mark = direction === "request" ? "readOnly" : "writeOnly";
    const own = (cursor.get("properties")?.entries() ?? []).filter(([, part]) => this.#isMarked(part, mark));
    const reference = cursor.get("$ref");
    const beside = [
      ...(cursor.get("allOf")?.items() ?? []),
      ...(reference === undefined ? [] : [this.#contract.target(reference)]),
    ];
    return new Set([
      ...own.map(([name]) => name),
      ...beside.flatMap((part) => [...this.#absent(part, direction, seen)]),
    ]);
  }

  #isMarked(property: Cursor, mark: "readOnly" | "writeOnly"): boolean {
    if (!property.isObject) return false;
    if (property.get(mark)?.value === true) return true;
    return property.has("$ref") && this.#contract.resolve(property).get(mark)?.value === true;
  }
}

const NUMBERS: ReadonlySet<string> = new Set([
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"],
  ...["minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties"],
]);
const VALUES: ReadonlySet<string> = new Set([
  ...["enum", "const", "pattern", "format", "uniqueItems", "contentMediaType", "contentEncoding", "dependentRequired"],
]);
const MAPS: ReadonlySet<string> = new Set(["patternProperties", "dependentSchemas"]);
const LISTS: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const SCHEMAS: ReadonlySet<string> = new Set([
  ...["items", "additionalProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems"],
  ...["contains", "not", "if", "then", "else"],
]);

/** The types that are meant: null without quotes is one, a file is a text, and an object stands for no type at all. */
function typeNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((name) => (name === null ? "null" : typeNames(name)));
  if (value === "file") return "string";
  return typeof value === "string" ? value : undefined;
}

/** The boolean `exclusiveMinimum` of OpenAPI 3.0 makes the bound itself an excluded one. */
function exclude(schema: Record<string, unknown>, bound: string, exclusive: string): void {
  if (typeof schema[exclusive] !== "boolean") return;
  if (schema[exclusive] === true && schema[bound] !== undefined) {
    schema[exclusive] = schema[bound];
    Reflect.deleteProperty(schema, bound);
  } else Reflect.deleteProperty(schema, exclusive);
}

/** What everybody means by `nullable`: or null, also where there is no `type` but a combination. */
function orNull(schema: Record<string, unknown>): JsonSchema {
  const { type } = schema;
  const values = Array.isArray(schema["enum"]) ? schema["enum"] : undefined;
  if (values !== undefined && !values.includes(null)) schema["enum"] = [...values, null];
  if (type !== undefined) return { ...schema, type: [...new Set([type, "null"].flat())] };
  const isCombined = ["allOf", "anyOf", "oneOf"].some((keyword) => keyword in schema);
  return isCombined ? { anyOf: [schema, { type: "null" }] } : schema;
}
