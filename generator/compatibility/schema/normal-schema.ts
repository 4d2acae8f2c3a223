import type { Cursor } from "../../document/cursor.js";
import type { Schema } from "../../model/schema.js";
import { ALL_TYPES, type TypeSet } from "../../model/type-set.js";

/** Schemas that all hold for a value; none: every value is valid. */
export type Conjunction = readonly Schema[];

/** A limit of numbers or of a size. */
export interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
}

export const LOWER_BOUNDS = ["minimum", "minLength", "minItems", "minProperties"] as const;
export const UPPER_BOUNDS = ["maximum", "maxLength", "maxItems", "maxProperties"] as const;
export type BoundName = (typeof LOWER_BOUNDS)[number] | (typeof UPPER_BOUNDS)[number];

/** `properties`, `patternProperties` and `additionalProperties` that stand together. */
export interface ObjectGroup {
  readonly properties: ReadonlyMap<string, Conjunction>;
  readonly patterns: ReadonlyMap<string, Conjunction>;
  readonly additional: Conjunction;
}

/** `prefixItems` and `items` that stand together. */
export interface ArrayGroup {
  readonly prefix: readonly Conjunction[];
  readonly rest: Conjunction;
}

/** `contains` with its limits. */
export interface Containment {
  readonly schema: Schema;
  readonly min: number;
  readonly max: number;
}

/** `anyOf` or `oneOf`. */
export interface Union {
  readonly isExclusive: boolean;
  readonly branches: readonly Schema[];
  /** Property whose value names the branch, as `discriminator` declares it. */
  readonly discriminator: string | undefined;
  readonly cursor: Cursor;
}

/** `if`, `then` and `else`. */
export interface Condition {
  readonly if: Schema;
  readonly then: Conjunction;
  readonly else: Conjunction;
}

/**
 * What a schema demands of a value, whatever it was written like: references followed, `allOf` folded in, unions of
 * different types written as one list of types, keywords dropped that say nothing about the types left.
 *
 * Everything in it must hold at once. Schemas inside stay as they are until they are looked at.
 */
export interface NormalSchema {
  /** Different for schemas that were read apart; the same schema read twice has the same. */
  readonly id: number;
  readonly normalizer: Normalizing;
  /** The schemas that were asked for. */
  readonly roots: Conjunction;
  /** The schemas that it was made of, the outermost first. */
  readonly parts: readonly Schema[];
  /** Empty when nothing is valid. */
  readonly types: TypeSet;
  /** The only valid values, by their canonical text. */
  readonly values: ReadonlyMap<string, unknown> | undefined;
  readonly bounds: ReadonlyMap<BoundName, Bound>;
  readonly multiples: readonly number[];
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  /** `contentEncoding` and `contentMediaType`. */
  readonly encodings: readonly string[];
  /** `contentSchema`: what a text holds once it is decoded. */
  readonly contents: Conjunction;
  readonly isUnique: boolean;
  readonly required: ReadonlySet<string>;
  readonly dependentRequired: ReadonlyMap<string, readonly string[]>;
  readonly dependentSchemas: ReadonlyMap<string, Conjunction>;
  readonly objects: readonly ObjectGroup[];
  readonly propertyNames: Conjunction;
  readonly arrays: readonly ArrayGroup[];
  readonly contains: readonly Containment[];
  readonly unions: readonly Union[];
  readonly negations: readonly Schema[];
  readonly conditions: readonly Condition[];
  /** Schemas with `unevaluatedProperties` or `unevaluatedItems` that cannot be told in other words. */
  readonly unevaluated: readonly Schema[];
}

/** Gives the normal form of schemas of one contract; see `Normalizer`. */
export interface Normalizing {
  of(conjunction: Conjunction): NormalSchema;
  withoutNull(schema: NormalSchema): NormalSchema;
  at(address: string): Schema;
  follow(schema: Schema): Schema;
}

/** True when no value is valid. */
export function isNever({ types }: NormalSchema): boolean {
  return types === 0;
}

/** True when nothing but the types and the unions may restrict a value. */
export function isPlain(schema: NormalSchema): boolean {
  return schema.values === undefined && hasNoWords(schema);
}

function hasNoWords(schema: NormalSchema): boolean {
  const { multiples, patterns, formats, encodings, contents, objects, propertyNames, arrays, contains } = schema;
  const lists = [multiples, patterns, formats, encodings, contents, objects, propertyNames, arrays, contains];
  const { required, dependentRequired, dependentSchemas, bounds } = schema;
  const { negations, conditions, unevaluated } = schema;
  return (
    [...lists, negations, conditions, unevaluated].every(({ length }) => length === 0) &&
    [required, dependentRequired, dependentSchemas, bounds].every(({ size }) => size === 0) &&
    !schema.isUnique
  );
}

/** True when `values` is all that restricts. */
export function isList(schema: NormalSchema): boolean {
  return schema.values !== undefined && schema.unions.length === 0 && hasNoWords(schema);
}

/** True when every value is valid. */
export function isAny(schema: NormalSchema): boolean {
  return schema.types === ALL_TYPES && schema.unions.length === 0 && isPlain(schema);
}

/** True when the schema is a union and nothing else that restricts its values. */
export function isPureUnion(schema: NormalSchema): boolean {
  const [union, ...others] = schema.unions;
  if (union === undefined || others.length > 0 || !isPlain(schema)) return false;
  return union.branches.every((branch) => (schema.normalizer.of([branch]).types & ~schema.types) === 0);
}

/** Where a keyword of the schema stands; the schema itself when none of its parts has the word. */
export function placeOf(schema: NormalSchema, ...words: readonly string[]): Cursor | undefined {
  for (const word of words) {
    for (const { cursor } of schema.parts) if (cursor.has(word)) return cursor.get(word);
  }
  return schema.parts[0]?.cursor;
}
