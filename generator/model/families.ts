import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";

/** Component schemas that inherit: each parent with those that name it in their `allOf`, directly or through others. */
export class Families {
  readonly #contract: Contract;
  readonly #children = new Map<string, Cursor[]>();

  constructor(contract: Contract) {
    this.#contract = contract;
    const schemas = contract.root.get("components")?.get("schemas")?.entries() ?? [];
    for (const [, schema] of schemas) {
      for (const parent of this.#parents(schema)) {
        const known = this.#children.get(parent.address);
        if (known === undefined) this.#children.set(parent.address, [schema]);
        else known.push(schema);
      }
    }
  }

  #parents(schema: Cursor): Cursor[] {
    const allOf = schema.isObject ? schema.get("allOf") : undefined;
    if (allOf === undefined || !Array.isArray(allOf.value)) return [];
    return this.#targets(allOf.items());
  }

  /** What those of the schemas that are references lead to, as far as they lead anywhere. */
  #targets(schemas: readonly Cursor[]): Cursor[] {
    const references = schemas.flatMap((schema) => (schema.isObject ? (schema.get("$ref") ?? []) : []));
    return this.#contract.faults.each(references, (reference) => this.#contract.target(reference));
  }

  /**
   * True for a schema that stands for any of its children: its discriminator tells them apart though it lists none
   * (OpenAPI 3.0 section 4.7.25.1), or it lists those that inherit from it.
   */
  isParent(schema: Cursor): boolean {
    const children = this.#children.get(schema.address);
    if (children === undefined || !schema.isObject) return false;
    const lists = ["oneOf", "anyOf"].flatMap((key) => schema.get(key) ?? []);
    if (lists.length === 0) return schema.has("discriminator");
    const listed = lists.flatMap((list) => this.#targets(list.items()));
    const addresses = new Set(listed.map(({ address }) => address));
    return children.some((child) => addresses.has(child.address));
  }

  /** True when `schema` is one of those that inherit from `parent` by their own `allOf`. */
  isChild(schema: Cursor, parent: Cursor): boolean {
    return this.#children.get(parent.address)?.some((child) => child.address === schema.address) === true;
  }

  /** Children and their children, each once, in the order of the contract. */
  descendants(parent: Cursor): Cursor[] {
    const found = new Map<string, Cursor>();
    const waiting = [...(this.#children.get(parent.address) ?? [])];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (found.has(next.address) || next.address === parent.address) continue;
      found.set(next.address, next);
      waiting.push(...(this.#children.get(next.address) ?? []));
    }
    return [...found.values()];
  }
}
