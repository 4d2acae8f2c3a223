import { isUnconstrained } from "../../model/keywords.js";
import type { Schema } from "../../model/schema.js";
import { ALL_TYPES, NULL, type TypeSet } from "../../model/type-set.js";
import { addKeywords, createDraft, finish, type Draft } from "./draft.js";
import {
  isPureUnion,
  type Conjunction,
  type NormalSchema,
  type Normalizing,
  type ObjectGroup,
  type Union,
} from "./normal-schema.js";
import { mergeBranches } from "./merge-branches.js";

/** Numbers schemas and normal forms, those of all contracts that are compared with each other. */
export class Numbering {
  readonly #schemas = new WeakMap<Schema, number>();
  #count = 0;

  next(): number {
    this.#count += 1;
    return this.#count;
  }

  of(schema: Schema): number {
    const known = this.#schemas.get(schema) ?? this.next();
    this.#schemas.set(schema, known);
    return known;
  }
}

export interface NormalizerOptions {
  /** Gives the schema at an address that some `ref` holds. */
  readonly at: (address: string) => Schema;
  /** Gives a schema of the model as it holds for the direction that is looked at. */
  readonly enter: (schema: Schema) => Schema;
  readonly numbering: Numbering;
}

/** Gives the normal forms of one contract's schemas, each once. Recursive schemas have finitely many. */
export class Normalizer implements Normalizing {
  readonly at: (address: string) => Schema;
  readonly #enter: (schema: Schema) => Schema;
  readonly #numbering: Numbering;
  readonly #known = new Map<string, NormalSchema>();
  readonly #building = new Set<string>();
  #notNull: Schema | undefined;

  constructor({ at, enter, numbering }: NormalizerOptions) {
    this.at = at;
    this.#enter = enter;
    this.#numbering = numbering;
  }

  /** The normal form of schemas as the contract's model has them. */
  enter(conjunction: Conjunction): NormalSchema {
    return this.of(conjunction.map(this.#enter));
  }

  of(conjunction: Conjunction): NormalSchema {
    const schemas = [...new Set(conjunction.map((schema) => this.follow(schema)))];
    const key = this.#key(schemas);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#building.add(key);
    const draft = createDraft();
    const seen = new Set<Schema>();
    for (const schema of schemas) this.#add(draft, schema, seen);
    const normal = finish(draft, { id: this.#numbering.next(), normalizer: this, roots: schemas });
    this.#building.delete(key);
    this.#known.set(key, normal);
    return normal;
  }

  /** The same schema for all values but null; where everything is valid, the same. */
  withoutNull(schema: NormalSchema): NormalSchema {
    const [root] = schema.roots;
    if (root === undefined) return schema;
    this.#notNull ??= { cursor: root.cursor, types: ["boolean", "object", "array", "number", "string"] };
    return this.of([...schema.roots, this.#notNull]);
  }

  /** The schema that a reference leads to when nothing that restricts stands beside it. */
  follow(schema: Schema): Schema {
    let current = schema;
    for (let steps = 0; steps < 100 && current.ref !== undefined && isReference(current); steps += 1) {
      current = this.at(current.ref);
    }
    return current;
  }

  #key(schemas: readonly Schema[]): string {
    return schemas
      .map((schema) => this.#numbering.of(schema))
      .sort((a, b) => a - b)
      .join();
  }

  #add(draft: Draft, schema: Schema, seen: Set<Schema>): void {
    if (seen.has(schema)) return;
    seen.add(schema);
    draft.parts.push(schema);
    addKeywords(draft, schema);
    if (schema.ref !== undefined) this.#add(draft, this.at(schema.ref), seen);
    for (const member of schema.allOf ?? []) this.#add(draft, member, seen);
    for (const word of ["anyOf", "oneOf"] as const) {
      const branches = schema[word];
      if (branches !== undefined) this.#addUnion(draft, unionOf(schema, branches, word === "oneOf"), seen);
    }
    this.#addUnevaluated(draft, schema);
  }

  #addUnion(draft: Draft, written: Union, seen: Set<Schema>): void {
    const union = this.#withoutNesting(draft, written);
    const [only, ...more] = union.branches;
    if (only === undefined) draft.types = 0;
    else if (more.length === 0) this.#add(draft, only, seen);
    else if (!mergeBranches(draft, union, (branch) => this.#branch(branch))) {
      draft.unions.push(union);
      draft.types &= union.branches.reduce<TypeSet>((set, branch) => set | this.#typesOf(branch), 0);
    }
  }

  /** A union or null, written as a union with null among its branches. */
  #withoutNesting(draft: Draft, union: Union): Union {
    const isNull = (branch: Schema): boolean => this.#typesOf(branch) === NULL;
    const [only, ...others] = union.branches.filter((branch) => !isNull(branch));
    const nulls = union.branches.filter(isNull);
    const inner = only === undefined || others.length > 0 || nulls.length !== 1 ? undefined : this.#branch(only);
    const nested =
      inner !== undefined && isPureUnion(inner) && (inner.types & NULL) === 0 ? inner.unions[0] : undefined;
    if (inner === undefined || nested === undefined) return union;
    draft.parts.push(...inner.parts);
    return { ...nested, branches: [...nested.branches, ...nulls] };
  }

  #typesOf(branch: Schema): TypeSet {
    return this.#branch(branch)?.types ?? ALL_TYPES;
  }

  /** Undefined while the branch is what is being made: it holds itself. */
  #branch(branch: Schema): NormalSchema | undefined {
    return this.#building.has(this.#key([this.follow(branch)])) ? undefined : this.of([branch]);
  }

  /**
   * Where all that applies to the same value is known beforehand, unevaluated properties are those that none of it
   * names; elsewhere the schema is kept as it is.
   */
  #addUnevaluated(draft: Draft, schema: Schema): void {
    const { unevaluatedProperties: properties, unevaluatedItems: items } = schema;
    // Items that `items` is for are evaluated.
    if (items !== undefined && schema.items === undefined && !isUnconstrained(items)) draft.unevaluated.push(schema);
    if (properties === undefined || isUnconstrained(properties)) return;
    const group = this.#evaluated(schema, new Set());
    if (group === undefined) draft.unevaluated.push(schema);
    else draft.objects.push({ ...group, additional: [properties] });
  }

  #evaluated(schema: Schema, seen: Set<Schema>): Omit<ObjectGroup, "additional"> | undefined {
    const none = { properties: new Map<string, Conjunction>(), patterns: new Map<string, Conjunction>() };
    if (seen.has(schema)) return none;
    // What is unevaluated to a schema inside this one is evaluated by it.
    if (seen.size > 0 && schema.unevaluatedProperties !== undefined) return undefined;
    seen.add(schema);
    const { anyOf, oneOf, if: condition, dependentSchemas, additionalProperties } = schema;
    if ((anyOf ?? oneOf ?? condition ?? dependentSchemas ?? additionalProperties) !== undefined) return undefined;
    const beside = [...(schema.allOf ?? []), ...(schema.ref === undefined ? [] : [this.at(schema.ref)])];
    for (const name of schema.properties?.keys() ?? []) none.properties.set(name, []);
    for (const pattern of schema.patternProperties?.keys() ?? []) none.patterns.set(pattern, []);
    for (const other of beside) {
      const inner = this.#evaluated(other, seen);
      if (inner === undefined) return undefined;
      for (const name of inner.properties.keys()) none.properties.set(name, []);
      for (const pattern of inner.patterns.keys()) none.patterns.set(pattern, []);
    }
    return none;
  }
}

function unionOf(schema: Schema, branches: readonly Schema[], isExclusive: boolean): Union {
  return { isExclusive, branches, discriminator: schema.discriminator?.propertyName, cursor: schema.cursor };
}

const BESIDE_REFERENCE: ReadonlySet<string> = new Set(["cursor", "ref", "title", "description", "deprecated"]);

function isReference(schema: Schema): boolean {
  return Object.keys(schema).every((key) => BESIDE_REFERENCE.has(key));
}
