import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { IrregularPattern, Note } from "./api.js";
import { applyDiscriminator, tagged, type RawDiscriminator } from "./discriminators.js";
import { DynamicScopes, type DynamicScope } from "./dynamic-scopes.js";
import { Families } from "./families.js";
import { isUnconstrained, SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS } from "./keywords.js";
import { readBounds, readTypes, readValues, texts, type Draft, type Keeper } from "./read-keywords.js";
import { compilePattern } from "./regular-expression.js";
import type { Schema } from "./schema.js";

/** A schema that is to be read, with the address that it gets and the scope within it. */
interface Visit {
  readonly cursor: Cursor;
  readonly address: string;
  readonly scope: DynamicScope;
}

/** Reads schemas of one contract and remembers each one that a `$ref` names, so that recursion ends. */
export class SchemaReader {
  /** Every schema that a `$ref` names, and whatever was asked of `named`, by address. */
  readonly schemas = new Map<string, Schema>();
  readonly notes: Note[] = [];
  readonly irregular: IrregularPattern[] = [];
  readonly #contract: Contract;
  readonly #dialect30: boolean;
  readonly #families: Families;
  /** By the object in the contract: a parent's is asked for by each of its children. */
  readonly #discriminators = new Map<unknown, RawDiscriminator>();
  readonly #waiting: Visit[] = [];
  readonly #seen = new Set<string>();
  readonly #scopes: DynamicScopes;
  /** Of the schema that is read. */
  #scope: DynamicScope = new Map();
  readonly #keeper: Keeper;

  constructor(contract: Contract, dialect30: boolean) {
    this.#contract = contract;
    this.#keeper = {
      attempt: (read) => void contract.faults.attempt(read),
      note: (at, text) => void this.notes.push({ cursor: at, text }),
    };
    this.#dialect30 = dialect30;
    this.#families = new Families(contract);
    this.#scopes = new DynamicScopes(contract);
  }

  /** Reads the schema at `cursor`, then every schema reachable from it by `$ref`. */
  read(cursor: Cursor): Schema {
    this.#scope = this.#scopes.start(cursor);
    const schema = this.#read(cursor);
    this.#drain();
    return schema;
  }

  /** Reads the schema at `cursor` as one that has an address of its own, such as a component. */
  named(cursor: Cursor): string {
    const address = this.#enqueue(cursor);
    this.#drain();
    return address;
  }

  /** The address of a schema as it is in a scope, where evaluation starts at it when none is given. */
  #enqueue(cursor: Cursor, scope = this.#scopes.start(cursor)): string {
    const address = this.#scopes.addressOf(cursor, scope);
    if (!this.#seen.has(address)) {
      this.#seen.add(address);
      this.#waiting.push({ cursor, address, scope: this.#scopes.enter(scope, cursor) });
    }
    return address;
  }

  #drain(): void {
    for (let visit = this.#waiting.shift(); visit !== undefined; visit = this.#waiting.shift()) {
      const { cursor, address, scope } = visit;
      this.#scope = scope;
      this.#keeper.attempt(() => this.#readNamed(cursor, address));
      if (!this.schemas.has(address)) this.schemas.set(address, { cursor });
    }
  }

  #readNamed(cursor: Cursor, address: string): void {
    if (address === cursor.address && this.#families.isParent(cursor)) this.#readFamily(cursor);
    else this.schemas.set(address, this.#read(cursor));
  }

  /**
   * A schema that stands for its children is the union of them; what they inherit from is another one, at an address
   * that no part of the contract has.
   */
  #readFamily(cursor: Cursor): void {
    const { oneOf, anyOf, discriminator, ...base } = this.#read(cursor);
    this.schemas.set(baseAddress(cursor), base);
    const { description, deprecated } = base;
    const shown = { cursor, ...(description !== undefined && { description }), ...(deprecated && { deprecated }) };
    const listed = oneOf ?? anyOf;
    const told = discriminator === undefined ? {} : { discriminator };
    // Nobody wrote that only one may fit: a value without the property, where that is optional, fits several.
    const union = listed === undefined ? { anyOf: this.#readMembers(cursor), ...told } : { oneOf: listed, ...told };
    const isInherited = listed?.some((branch) => !this.#isMember(cursor, branch)) === true;
    this.schemas.set(cursor.address, { ...shown, ...(isInherited ? { ref: baseAddress(cursor) } : {}), ...union });
  }

  /** The parent itself and all that inherit from it, told apart by the parent's discriminator. */
  #readMembers(parent: Cursor): Schema[] {
    const raw = this.#readDiscriminator(parent.require("discriminator", "schema"));
    const members = [parent, ...this.#families.descendants(parent)];
    const values = new Set([...raw.valuesOf.values()].flat());
    return members.flatMap((member) => {
      // A name that the mapping gives to another schema is not the member's own.
      if (!raw.valuesOf.has(member.address) && values.has(String(member.step))) return [];
      const ref = this.#enqueue(member);
      const branch = tagged(this.#contract, { cursor: member, ref }, raw);
      return [this.#families.isParent(member) ? referTo(branch, baseAddress(member)) : branch];
    });
  }

  #isMember(parent: Cursor, branch: Schema): boolean {
    const reference = branch.cursor.isObject ? branch.cursor.get("$ref") : undefined;
    return reference !== undefined && this.#families.isChild(this.#contract.target(reference), parent);
  }

  #read(cursor: Cursor): Schema {
    if (cursor.value === true) return { cursor };
    if (cursor.value === false) return { cursor, never: true };
    if (cursor.value === null) {
      this.#keeper.note(cursor, "the schema is null, which says nothing: any value fits");
      return { cursor };
    }
    const draft: Draft = { cursor };
    const outer = this.#scope;
    this.#keeper.attempt(() => this.#readSchema(cursor, draft));
    this.#scope = outer;
    return draft;
  }

  #readSchema(cursor: Cursor, draft: Draft): void {
    if (cursor.has("$id")) this.#scope = this.#scopes.enter(this.#scope, cursor);
    const reference = cursor.get("$ref");
    if (reference !== undefined)
      this.#keeper.attempt(() => void (draft.ref = this.#enqueue(this.#contract.target(reference), this.#scope)));
    if (reference === undefined || !this.#dialect30) this.#readKeywords(cursor, draft);
  }

  /** `$dynamicRef` stands beside `$ref`, as any part of `allOf` does. */
  #readDynamic(reference: Cursor, draft: Draft): void {
    const ref = this.#enqueue(this.#scopes.target(reference, this.#scope), this.#scope);
    if (draft.ref === undefined) draft.ref = ref;
    else draft.allOf = [...(draft.allOf ?? []), { cursor: draft.cursor, ref }];
  }

  #readKeywords(cursor: Cursor, draft: Draft): void {
    const recursive = cursor.get("$recursiveRef");
    if (recursive !== undefined) this.#keeper.attempt(() => refuseKeyword(recursive));
    readValues(cursor, draft, this.#keeper);
    this.#readApplicators(cursor, draft);
    const dynamic = cursor.get("$dynamicRef");
    if (dynamic !== undefined) this.#keeper.attempt(() => this.#readDynamic(dynamic, draft));
    this.#examineNames(cursor, draft);
    this.#keeper.attempt(() => this.#readDependencies(cursor, draft));
    readBounds(cursor, draft);
    const discriminator = cursor.get("discriminator");
    if (discriminator?.isObject === true)
      this.#keeper.attempt(() => applyDiscriminator(this.#contract, draft, this.#readDiscriminator(discriminator)));
    this.#keeper.attempt(() => readTypes(cursor, draft, this.#keeper));
    if (draft.not !== undefined && isUnconstrained(draft.not)) draft.never = true;
  }

  #readApplicators(cursor: Cursor, draft: Draft): void {
    for (const key of [...SCHEMAS, "contentSchema"] as const) {
      const found = cursor.get(key);
      if (found !== undefined && key !== "items") draft[key] = this.#read(found);
    }
    for (const key of SCHEMA_LISTS) {
      const found = cursor.get(key);
      if (found !== undefined) this.#keeper.attempt(() => this.#readList(key, { cursor, found, draft }));
    }
    for (const key of SCHEMA_MAPS) {
      const found = cursor.get(key);
      if (found !== undefined) this.#keeper.attempt(() => void (draft[key] = this.#readMap(found)));
    }
    const items = cursor.get("items");
    // An array under `items` is the tuple form of drafts before 2020-12, `additionalItems` then holds for the rest.
    if (Array.isArray(items?.value)) {
      draft.prefixItems = items.items().map((item) => this.#read(item));
      const rest = cursor.get("additionalItems");
      if (rest !== undefined) draft.items = this.#read(rest);
    } else if (items !== undefined) draft.items = this.#read(items);
  }

  /** Without a pattern of names it cannot be told which properties are meant: nothing is made of such a schema. */
  #examineNames(schema: Cursor, { patternProperties }: Draft): void {
    for (const [pattern, { cursor: at }] of patternProperties ?? [])
      if (compilePattern(pattern) === undefined) this.irregular.push({ schema, at, pattern });
  }

  #readList(
    key: (typeof SCHEMA_LISTS)[number],
    { cursor, found, draft }: { cursor: Cursor; found: Cursor; draft: Draft },
  ): void {
    if (this.#isEmptyChoice(key, found)) return;
    const parts = found.items().map((item) => this.#read(item));
    draft[key] = key === "allOf" ? this.#readInheritance(cursor, parts) : parts;
  }

  /** An empty `anyOf` or `oneOf`, which JSON Schema does not allow, says nothing: it is noted. */
  #isEmptyChoice(key: string, list: Cursor): boolean {
    const isEmpty = (key === "anyOf" || key === "oneOf") && list.items().length === 0;
    if (isEmpty) this.#keeper.note(list, `"${key}" has no alternatives and is left out`);
    return isEmpty;
  }

  /** `dependencies` is what drafts before 2019-09 have for `dependentRequired` and `dependentSchemas`. */
  #readDependencies(cursor: Cursor, draft: Draft): void {
    const entries = cursor.get("dependencies")?.entries() ?? [];
    const required = entries.filter(([, value]) => Array.isArray(value.value));
    const schemas = entries.filter(([, value]) => !Array.isArray(value.value));
    const names = required.map(([key, list]): [string, string[]] => [key, texts(list)]);
    if (names.length > 0) draft.dependentRequired = new Map([...(draft.dependentRequired ?? []), ...names]);
    const read = schemas.map(([key, schema]): [string, Schema] => [key, this.#read(schema)]);
    if (read.length > 0) draft.dependentSchemas = new Map([...(draft.dependentSchemas ?? []), ...read]);
  }

  #readMap(cursor: Cursor): Map<string, Schema> {
    return new Map(cursor.entries().map(([name, child]) => [name, this.#read(child)]));
  }

  /** A child inherits what its parent says, not what else the parent stands for. */
  #readInheritance(child: Cursor, parts: readonly Schema[]): Schema[] {
    return parts.map((part) => {
      const parent = this.#parentOf(child, part);
      return parent === undefined ? part : { ...part, ref: baseAddress(parent) };
    });
  }

  #parentOf(child: Cursor, part: Schema): Cursor | undefined {
    const reference = part.ref === undefined ? undefined : part.cursor.get("$ref");
    if (reference === undefined) return undefined;
    const parent = this.#contract.target(reference);
    return this.#families.isChild(child, parent) && this.#families.isParent(parent) ? parent : undefined;
  }

  #readDiscriminator(cursor: Cursor): RawDiscriminator {
    const known = this.#discriminators.get(cursor.value);
    if (known !== undefined) return known;
    const valuesOf = new Map<string, string[]>();
    for (const [value, target] of cursor.get("mapping")?.entries() ?? []) {
      const address = this.#mappedSchema(target);
      if (address === undefined) continue;
      valuesOf.set(address, [...(valuesOf.get(address) ?? []), value]);
    }
    const otherwise = cursor.get("defaultMapping");
    const defaultMapping = otherwise && this.#mappedSchema(otherwise);
    const read: RawDiscriminator = {
      propertyName: cursor.require("propertyName", "discriminator").string(),
      valuesOf,
      ...(defaultMapping === undefined ? {} : { defaultMapping }),
    };
    this.#discriminators.set(cursor.value, read);
    return read;
  }

  /**
   * OpenAPI 3.1 section 4.8.25: a mapping value is a schema's name, else a URI reference. Bundlers leave some
   * behind that lead nowhere: those are noted, and the alternatives told apart by what they say themselves.
   */
  #mappedSchema(cursor: Cursor): string | undefined {
    const text = cursor.string();
    const named = /^[\w.-]+$/.test(text) ? this.#contract.root.get("components")?.get("schemas")?.get(text) : undefined;
    const found = named ?? this.#contract.find(cursor);
    if (found === undefined) this.#keeper.note(cursor, `the mapping "${text}" leads nowhere`);
    return found && this.#enqueue(found);
  }
}

/** Where what the children of a schema inherit is found. */
function baseAddress({ address }: Cursor): string {
  return `${address}~base`;
}

/** A branch, tagged or not, with another target. */
function referTo(branch: Schema, ref: string): Schema {
  if (branch.allOf === undefined) return { ...branch, ref };
  return { ...branch, allOf: branch.allOf.map((part) => (part.ref === undefined ? part : { ...part, ref })) };
}

function refuseKeyword(found: Cursor): never {
  throw found.error(`"${found.step}" is not supported`, "unsupported");
}
