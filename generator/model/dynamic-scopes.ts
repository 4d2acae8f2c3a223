import type { Contract } from "../document/contract.js";
import { Cursor } from "../document/cursor.js";
import { claimName } from "./unique-names.js";

/** The schemas that names mean in a dynamic scope: of each, the outermost with that `$dynamicAnchor`. */
export type DynamicScope = ReadonlyMap<string, Cursor>;

const NOTHING: DynamicScope = new Map();

/**
 * What `$dynamicRef` means (JSON Schema 2020-12 section 8.2.3.2): that depends on the schemas that lead there, so that
 * one which asks for a name is another schema in each scope that gives the name another meaning.
 */
export class DynamicScopes {
  readonly #contract: Contract;
  /** Names that a schema asks for, itself or through what it refers to, by address. */
  readonly #asked = new Map<string, Set<string>>();
  readonly #addresses = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(contract: Contract) {
    this.#contract = contract;
    const { references } = contract;
    if (references.some(({ step }) => step === "$dynamicRef")) this.#askThrough(references);
  }

  /** The scope of a schema that evaluation starts at: that of its document, then its own. */
  start(schema: Cursor): DynamicScope {
    if (this.#asked.size === 0) return NOTHING;
    const document = new Cursor(schema.source, schema.source.root);
    return this.enter(this.enter(NOTHING, document), schema);
  }

  /** The scope within a schema that evaluation comes to. */
  enter(scope: DynamicScope, schema: Cursor): DynamicScope {
    if (this.#asked.size === 0) return scope;
    return new Map([...this.#contract.dynamicAnchors(schema), ...scope]);
  }

  /** The schema that a `$dynamicRef` leads to. */
  target(reference: Cursor, scope: DynamicScope): Cursor {
    const name = this.#nameOf(reference);
    return (name === undefined ? undefined : scope.get(name)) ?? this.#contract.target(reference);
  }

  /** The address of a schema: one of its own where a scope makes it another than it is by itself. */
  addressOf(schema: Cursor, scope: DynamicScope): string {
    const { address } = schema;
    const asked = this.#asked.get(address);
    if (asked === undefined) return address;
    const inner = this.enter(scope, schema);
    const own = this.start(schema);
    if ([...asked].every((name) => inner.get(name)?.address === own.get(name)?.address)) return address;
    const meanings = [...asked].flatMap((name) => inner.get(name) ?? []);
    const key = [address, ...meanings.map((meaning) => meaning.address)].join(" ");
    const known = this.#addresses.get(key) ?? claimName(`${address}~${meanings.map(wordOf).join("-")}`, this.#taken);
    this.#addresses.set(key, known);
    return known;
  }

  /** The name that a `$dynamicRef` asks for; undefined where it is like any `$ref`, since no such anchor is there. */
  #nameOf(reference: Cursor): string | undefined {
    const target = this.#contract.find(reference);
    const name = reference.string().split("#")[1] ?? "";
    return target?.isObject === true && target.get("$dynamicAnchor")?.value === name ? name : undefined;
  }

  #askThrough(references: readonly Cursor[]): void {
    const edges = references.map((reference) => ({ reference, targets: this.#targets(reference) }));
    const targets = new Set(edges.flatMap((edge) => edge.targets));
    const users = new Map<string, string[]>();
    const waiting: [address: string, name: string][] = [];
    for (const edge of edges) {
      const around = addressesAround(edge.reference).filter((address) => targets.has(address));
      for (const target of edge.targets) users.set(target, [...(users.get(target) ?? []), ...around]);
      const name = edge.reference.step === "$dynamicRef" ? this.#nameOf(edge.reference) : undefined;
      if (name !== undefined) waiting.push(...around.map((address): [string, string] => [address, name]));
    }
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [address, name] = next;
      const names = this.#asked.get(address) ?? new Set();
      if (names.has(name)) continue;
      this.#asked.set(address, names.add(name));
      waiting.push(...(users.get(address) ?? []).map((user): [string, string] => [user, name]));
    }
  }

  /** Addresses of all that a reference may lead to. */
  #targets(reference: Cursor): string[] {
    const target = this.#contract.find(reference);
    const name = reference.step === "$dynamicRef" ? this.#nameOf(reference) : undefined;
    const dynamic = name === undefined ? [] : this.#contract.dynamicAnchorsNamed(name);
    return [...(target === undefined ? [] : [target]), ...dynamic].map(({ address }) => address);
  }
}

function addressesAround(reference: Cursor): string[] {
  const found: string[] = [];
  for (let around = reference.parent; around !== undefined; around = around.parent) found.push(around.address);
  return found;
}

/** What a schema is called, for the name of a type. */
function wordOf({ path }: Cursor): string {
  return path.filter((step) => !["components", "schemas", "$defs"].includes(String(step))).join("-");
}
