import { schemaAt, type Api } from "../../model/api.js";
import { directionalSchemas, isLeftOut, type Direction } from "../../model/direction.js";
import { PART_SCHEMAS, VALUE_LISTS, VALUE_SCHEMAS } from "../../model/keywords.js";
import type { Schema } from "../../model/schema.js";

/**
 * Schemas as they hold for one direction: in a request, `readOnly` properties are not required and refused when
 * present, in a reply `writeOnly` ones (OpenAPI 3.0.4 section 4.7.24). After this, no check needs to know of
 * directions.
 *
 * A schema that differs by direction has an address per direction, `request:` or `reply:` and its own.
 */
export class DirectedSchemas {
  /** Addresses of the contract whose schemas differ by direction. */
  readonly directional: ReadonlySet<string>;
  readonly #api: Pick<Api, "schemas">;
  readonly #schemas = new Map<string, Schema>();
  readonly #inline = { request: new WeakMap<Schema, Schema>(), reply: new WeakMap<Schema, Schema>() };

  constructor(api: Pick<Api, "schemas">) {
    this.#api = api;
    this.directional = directionalSchemas(api);
  }

  /** The schema at an address of the contract, or at one that `address` or `directed` gave. */
  at(address: string): Schema {
    const [, direction, plain] = /^(request|reply):(.*)$/s.exec(address) ?? [];
    if ((direction !== "request" && direction !== "reply") || plain === undefined) return schemaAt(this.#api, address);
    let schema = this.#schemas.get(address);
    if (schema === undefined) {
      schema = this.#rewrite(schemaAt(this.#api, plain), direction, NONE);
      this.#schemas.set(address, schema);
    }
    return schema;
  }

  address(address: string, direction: Direction): string {
    return this.directional.has(address) ? `${direction}:${address}` : address;
  }

  /** An inline schema as it holds for a direction. */
  directed(schema: Schema, direction: Direction): Schema {
    let found = this.#inline[direction].get(schema);
    if (found === undefined) {
      found = this.#rewrite(schema, direction, NONE);
      this.#inline[direction].set(schema, found);
    }
    return found;
  }

  /** `waived`: properties that a schema around this one, for the same value, says do not travel. */
  #rewrite(schema: Schema, direction: Direction, waived: ReadonlySet<string>): Schema {
    const absent = new Set([...waived, ...this.#absentProperties(schema, direction)]);
    const inside = (child: Schema): Schema => this.#rewrite(child, direction, NONE);
    const beside = (child: Schema): Schema => this.#rewrite(child, direction, absent);
    const property = (child: Schema): Schema =>
      isLeftOut(this.#api, child, direction) ? refusal(child, direction) : inside(child);
    const rewritten: { -readonly [K in keyof Schema]: Schema[K] } = { ...schema };
    if (schema.ref !== undefined) rewritten.ref = this.address(schema.ref, direction);
    if (schema.required !== undefined && absent.size > 0)
      rewritten.required = schema.required.filter((name) => !absent.has(name));
    if (schema.properties !== undefined) rewritten.properties = mapValues(schema.properties, property);
    if (schema.patternProperties !== undefined)
      rewritten.patternProperties = mapValues(schema.patternProperties, inside);
    if (schema.dependentSchemas !== undefined) rewritten.dependentSchemas = mapValues(schema.dependentSchemas, beside);
    for (const key of VALUE_SCHEMAS) if (schema[key] !== undefined) rewritten[key] = beside(schema[key]);
    for (const key of VALUE_LISTS) if (schema[key] !== undefined) rewritten[key] = schema[key].map(beside);
    for (const key of PART_SCHEMAS) if (schema[key] !== undefined) rewritten[key] = inside(schema[key]);
    if (schema.prefixItems !== undefined) rewritten.prefixItems = schema.prefixItems.map(inside);
    return rewritten;
  }

  /** The properties of this value that do not travel, as far as `allOf` and `$ref` tell. */
  #absentProperties(schema: Schema, direction: Direction): Set<string> {
    const absent = new Set<string>();
    const parts = new Set([schema]);
    // A set is walked to its end while it grows: chains of references may be long.
    for (const part of parts) {
      for (const [name, property] of part.properties ?? [])
        if (isLeftOut(this.#api, property, direction)) absent.add(name);
      if (part.ref !== undefined) parts.add(schemaAt(this.#api, part.ref));
      for (const beside of part.allOf ?? []) parts.add(beside);
    }
    return absent;
  }
}

const NONE: ReadonlySet<string> = new Set();

function mapValues(schemas: ReadonlyMap<string, Schema>, rewrite: (schema: Schema) => Schema): Map<string, Schema> {
  return new Map([...schemas].map(([name, schema]) => [name, rewrite(schema)]));
}

/** The schema of a property that does not travel: nothing is valid, and the mark says why. */
function refusal({ cursor }: Schema, direction: Direction): Schema {
  return { cursor, never: true, ...(direction === "request" ? { readOnly: true } : { writeOnly: true }) };
}
