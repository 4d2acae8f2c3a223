import type { Draft } from "./read-keywords.js";
import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { Schema } from "./schema.js";

/** A discriminator as the contract writes it, its mapping by address. */
export interface RawDiscriminator {
  readonly propertyName: string;
  /** Values that are mapped to the schema at an address. */
  readonly valuesOf: ReadonlyMap<string, readonly string[]>;
  /** Address of the schema that is meant where no value says so (OpenAPI 3.2 section 4.25). */
  readonly defaultMapping?: string;
}

/** Says in each branch of the unions of a schema which values of the property lead there. */
export function applyDiscriminator(contract: Contract, draft: Draft, raw: RawDiscriminator): void {
  const { propertyName, defaultMapping } = raw;
  draft.discriminator = { propertyName };
  for (const key of ["oneOf", "anyOf"] as const) {
    const branches = draft[key]?.map((branch) => tagged(contract, branch, raw));
    if (branches === undefined) continue;
    draft[key] = branches;
    if (defaultMapping === undefined) continue;
    const values = branches.flatMap((branch) => tagValues(branch, propertyName));
    const others = branches.filter((branch) => branch.ref !== defaultMapping);
    const last = untagged({ cursor: draft.cursor, ref: defaultMapping }, propertyName, values);
    draft[key] = [...others, last];
  }
}

/**
 * A branch of a union with what its discriminator says of it, `allOf: [branch, { properties: { kind: { enum } } }]`:
 * nothing that reads the model needs to know of discriminators. The values are those of the mapping, else the
 * schema's name in components (OpenAPI 3.1 section 4.8.25); a schema that fixes the property itself knows better.
 */
export function tagged(contract: Contract, branch: Schema, discriminator: RawDiscriminator): Schema {
  const { propertyName, valuesOf } = discriminator;
  if (branch.ref === undefined || branch.ref === discriminator.defaultMapping) return branch;
  const target = targetOf(contract, branch);
  if (target === undefined) return branch;
  const parts = appliedParts(contract, target, new Set());
  if (parts.some((part) => part.has("oneOf") || part.has("anyOf"))) return branch;
  const properties = parts.flatMap((part) => part.get("properties")?.get(propertyName) ?? []);
  if (properties.length === 0 && parts.some(isClosed)) return branch;
  const mapped = valuesOf.get(branch.ref);
  const own = fixedValues(contract, properties);
  if (mapped === undefined && own !== undefined) return branch;
  const values = (mapped ?? [componentName(target)]).map((text) => typedValue(contract, text, properties));
  const allowed = own === undefined ? values : values.filter((value) => own.includes(value));
  return allowed.length === 0 ? branch : withTag(branch, propertyName, allowed);
}

/** The branch of `defaultMapping`: meant by every value that no other branch has, and by none at all. */
function untagged(branch: Schema, propertyName: string, values: readonly unknown[]): Schema {
  const { cursor } = branch;
  const known: Schema = {
    cursor,
    properties: new Map([[propertyName, { cursor, enum: values }]]),
    required: [propertyName],
  };
  return values.length === 0 ? branch : { cursor, allOf: [branch, { cursor, not: known }] };
}

/** The values that `tagged` gave a branch. */
function tagValues(branch: Schema, propertyName: string): readonly unknown[] {
  return branch.allOf?.[1]?.properties?.get(propertyName)?.enum ?? [];
}

function withTag(branch: Schema, propertyName: string, values: readonly unknown[]): Schema {
  const { cursor } = branch;
  const tag: Schema = { cursor, properties: new Map([[propertyName, { cursor, enum: values }]]) };
  return { cursor, allOf: [branch, tag] };
}

/** What a tagged branch is beside its tag; the branch itself when it has none. */
export function withoutTag(branch: Schema, propertyName: string): Schema {
  const [inner, tag, ...others] = branch.allOf ?? [];
  const isTag = tag?.properties?.size === 1 && tag.properties.has(propertyName) && Object.keys(tag).length === 2;
  return inner !== undefined && isTag && others.length === 0 && Object.keys(branch).length === 2 ? inner : branch;
}

function targetOf(contract: Contract, { cursor }: Schema): Cursor | undefined {
  const reference = cursor.isObject ? cursor.get("$ref") : undefined;
  return reference === undefined ? cursor : contract.resolve(contract.target(reference));
}

/** The parts of the contract that say something of a value of the schema: itself, what it refers to, `allOf`. */
function appliedParts(contract: Contract, schema: Cursor, seen: Set<string>): Cursor[] {
  if (!schema.isObject || seen.has(schema.address)) return [];
  seen.add(schema.address);
  const reference = schema.get("$ref");
  const allOf = schema.get("allOf");
  return [
    schema,
    ...(reference === undefined ? [] : appliedParts(contract, contract.target(reference), seen)),
    ...(allOf === undefined ? [] : allOf.items().flatMap((part) => appliedParts(contract, part, seen))),
  ];
}

function isClosed(part: Cursor): boolean {
  return part.get("additionalProperties")?.value === false || part.get("unevaluatedProperties")?.value === false;
}

function fixedValues(contract: Contract, properties: readonly Cursor[]): readonly unknown[] | undefined {
  for (const property of properties.flatMap((each) => appliedParts(contract, each, new Set()))) {
    if (property.has("const")) return [property.get("const")?.value];
    const values = property.get("enum")?.value;
    if (Array.isArray(values)) return values;
  }
  return undefined;
}

/** Keys of a mapping are texts, whatever the property's type. */
function typedValue(contract: Contract, text: string, properties: readonly Cursor[]): unknown {
  const parts = properties.flatMap((property) => appliedParts(contract, property, new Set()));
  const types = parts.map((part) => part.get("type")?.value).filter((type) => type !== undefined);
  if (types.includes("boolean") && /^(true|false)$/.test(text)) return text === "true";
  const isNumeric = types.includes("integer") || types.includes("number");
  return isNumeric && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function componentName(target: Cursor): string {
  return String(target.step);
}
