import type { Api } from "../../model/api.js";
import type { Direction } from "../../model/direction.js";
import { children, hasOnly, isLeaf } from "../../model/keywords.js";
import type { Schema } from "../../model/schema.js";
import { DirectedSchemas } from "./directed-schemas.js";
import { cyclicNodes } from "./cycles.js";
import { mergeNull } from "./merge-null.js";
import { schemaKey } from "./schema-key.js";

/** Number of a class of schemas that mean the same. */
export type Shape = number;

/** A schema stripped of references and wrappers that add nothing, and where a reference led to it. */
interface Essence {
  readonly schema: Schema;
  /** Address of the last reference followed; absent for a schema that stands where it is used. */
  readonly address?: string;
}

/** The schemas of a contract, equal ones known to be equal. */
export class SchemaGraph {
  readonly #directed: DirectedSchemas;
  /** For each address the first address whose schema means the same. */
  readonly #canonical = new Map<string, string>();
  readonly #cyclic: ReadonlySet<string>;
  readonly #shapes = new Map<string, Shape>();
  readonly #shapeOf = new WeakMap<Schema, Shape>();
  readonly #nested = new WeakMap<Schema, boolean>();
  readonly #merged = new WeakMap<Schema, Schema | undefined>();
  readonly addresses: readonly string[];

  constructor(api: Pick<Api, "schemas">) {
    this.#directed = new DirectedSchemas(api);
    const { directional } = this.#directed;
    this.addresses = [...api.schemas.keys()].flatMap((address) =>
      directional.has(address) ? [`reply:${address}`, `request:${address}`] : [address],
    );
    const references = new Map(this.addresses.map((address) => [address, this.#references(this.at(address))]));
    this.#mergeEqual(references);
    this.#cyclic = cyclicNodes(this.addresses, (address) => references.get(address) ?? []);
  }

  at(address: string): Schema {
    return this.#directed.at(address);
  }

  directed(schema: Schema, direction: Direction): Schema {
    return this.#directed.directed(schema, direction);
  }

  /**
   * The schema that `schema` is in the end: references and combinations of one are followed while nothing stands
   * beside them.
   */
  essence(schema: Schema): Schema {
    return this.#follow(schema).schema;
  }

  /** Address of the schema, when a reference leads to it. */
  addressOf(schema: Schema): string | undefined {
    return this.#follow(schema).address;
  }

  shape(schema: Schema): Shape {
    const { schema: essence } = this.#follow(schema);
    let shape = this.#shapeOf.get(essence);
    if (shape === undefined) {
      const key = schemaKey(essence, (part) => this.#partKey(part));
      shape = this.#shapes.get(key) ?? this.#shapes.size;
      this.#shapes.set(key, shape);
      this.#shapeOf.set(essence, shape);
    }
    return shape;
  }

  /** True when values of the schema may nest without end, so that a check of it must count levels. */
  nestsWithoutEnd(schema: Schema): boolean {
    const { schema: essence, address } = this.#follow(schema);
    if (address !== undefined && this.#cyclic.has(address)) return true;
    let found = this.#nested.get(essence);
    if (found === undefined) {
      found = this.#references(essence).some((reference) => this.#cyclic.has(reference));
      this.#nested.set(essence, found);
    }
    return found;
  }

  #follow(schema: Schema): Essence {
    let current: Essence = { schema };
    for (let steps = 0; steps < 100; steps += 1) {
      const next = this.#step(current.schema);
      if (next === undefined) return current;
      current =
        next.address === undefined && current.address !== undefined ? { ...current, schema: next.schema } : next;
    }
    return current;
  }

  #step(schema: Schema): Essence | undefined {
    if ((schema.ref ?? schema.allOf ?? schema.anyOf ?? schema.oneOf) === undefined) return undefined;
    if (schema.ref !== undefined && hasOnly(schema, "ref")) return { schema: this.at(schema.ref), address: schema.ref };
    for (const word of ["allOf", "anyOf", "oneOf"] as const) {
      const [only, ...more] = schema[word] ?? [];
      if (only !== undefined && more.length === 0 && hasOnly(schema, word)) return { schema: only };
    }
    const merged = this.#mergeNull(schema);
    return merged === undefined ? undefined : { schema: merged };
  }

  #mergeNull(schema: Schema): Schema | undefined {
    if ((schema.anyOf ?? schema.oneOf) === undefined) return undefined;
    if (!this.#merged.has(schema)) {
      const merged = mergeNull(schema, (branch) => {
        const { schema: essence, address } = this.#follow(branch);
        return address === undefined || isLeaf(essence) ? essence : undefined;
      });
      this.#merged.set(schema, merged);
    }
    return this.#merged.get(schema);
  }

  /** References are told by address, never followed: keys stay as long as the text they come from. */
  #partKey(part: Schema): string {
    const { schema, address } = this.#follow(part);
    if (address === undefined || isLeaf(schema)) return `#${this.shape(schema)}`;
    return `@${this.#canonical.get(address) ?? address}`;
  }

  /**
   * Two addresses are merged when their schemas have the same text; that may make the texts of those equal that refer
   * to them.
   */
  #mergeEqual(references: ReadonlyMap<string, readonly string[]>): void {
    const first = new Map<string, string>();
    let waiting: readonly string[] = this.addresses;
    while (waiting.length > 0) {
      const merged = new Set<string>();
      for (const address of waiting) {
        const text = this.#text(this.essence(this.at(address)));
        const earlier = first.get(text) ?? address;
        first.set(text, earlier);
        if (earlier === address || this.#canonical.get(address) === earlier) continue;
        this.#canonical.set(address, earlier);
        merged.add(address);
      }
      waiting = this.addresses.filter((address) => references.get(address)?.some((reference) => merged.has(reference)));
    }
  }

  #text(schema: Schema): string {
    return schemaKey(schema, (part) => {
      const { schema: essence, address } = this.#follow(part);
      if (address === undefined || isLeaf(essence)) return this.#text(essence);
      return `@${this.#canonical.get(address) ?? address}`;
    });
  }

  /** Addresses that a schema refers to, itself or in its parts. */
  #references(schema: Schema): string[] {
    const { schema: essence, address } = this.#follow(schema);
    if (address !== undefined) return [address];
    const own = essence.ref === undefined ? [] : [essence.ref];
    return [...own, ...children(essence).flatMap((child) => this.#references(child))];
  }
}
