import type { Schema } from "../../model/schema.js";
import {
  ALL_TYPES,
  ARRAY,
  BOOLEAN,
  NULL,
  NUMBER,
  OBJECT,
  STRING,
  typeOfValue,
  typeSet,
  type TypeSet,
} from "../../model/type-set.js";
import { boundTypes, compareBounds } from "./bounds.js";
import { canonical } from "./canonical.js";
import { isWithin } from "./listed-values.js";
import {
  LOWER_BOUNDS,
  UPPER_BOUNDS,
  type ArrayGroup,
  type Bound,
  type BoundName,
  type Containment,
  type NormalSchema,
  type ObjectGroup,
} from "./normal-schema.js";

/** A normal form under construction. */
export interface Draft {
  readonly parts: Schema[];
  types: TypeSet;
  values: Map<string, unknown> | undefined;
  readonly bounds: Map<BoundName, Bound>;
  readonly multiples: Set<number>;
  readonly patterns: Set<string>;
  readonly formats: Set<string>;
  readonly encodings: Set<string>;
  contents: Schema[];
  isUnique: boolean;
  readonly required: Set<string>;
  readonly dependentRequired: Map<string, readonly string[]>;
  readonly dependentSchemas: Map<string, readonly Schema[]>;
  objects: ObjectGroup[];
  propertyNames: Schema[];
  arrays: ArrayGroup[];
  contains: Containment[];
  readonly unions: NormalSchema["unions"][number][];
  readonly negations: Schema[];
  readonly conditions: NormalSchema["conditions"][number][];
  readonly unevaluated: Schema[];
}

export function createDraft(): Draft {
  return {
    parts: [],
    types: ALL_TYPES,
    values: undefined,
    bounds: new Map(),
    multiples: new Set(),
    patterns: new Set(),
    formats: new Set(),
    encodings: new Set(),
    contents: [],
    isUnique: false,
    required: new Set(),
    dependentRequired: new Map(),
    dependentSchemas: new Map(),
    objects: [],
    propertyNames: [],
    arrays: [],
    contains: [],
    unions: [],
    negations: [],
    conditions: [],
    unevaluated: [],
  };
}

/** Adds what a schema says by itself, leaving out the schemas that apply to the same value. */
export function addKeywords(draft: Draft, schema: Schema): void {
  if (schema.never === true) draft.types = 0;
  if (schema.types !== undefined) draft.types &= typeSet(schema.types);
  if (schema.const !== undefined) restrictValues(draft, [schema.const.value]);
  if (schema.enum !== undefined) restrictValues(draft, schema.enum);
  addBounds(draft, schema);
  if (schema.multipleOf !== undefined) draft.multiples.add(schema.multipleOf);
  if (schema.pattern !== undefined) draft.patterns.add(schema.pattern);
  if (schema.format !== undefined) draft.formats.add(schema.format);
  for (const word of ["contentEncoding", "contentMediaType"] as const) {
    if (schema[word] !== undefined) draft.encodings.add(`${word} ${schema[word]}`);
  }
  if (schema.contentSchema !== undefined) draft.contents.push(schema.contentSchema);
  if (schema.uniqueItems === true) draft.isUnique = true;
  addObjectKeywords(draft, schema);
  addArrayKeywords(draft, schema);
  if (schema.not !== undefined) draft.negations.push(schema.not);
  if (schema.if !== undefined && (schema.then ?? schema.else) !== undefined) {
    draft.conditions.push({ if: schema.if, then: asList(schema.then), else: asList(schema.else) });
  }
}

/** Leaves only the values that are in `list` too. */
export function restrictValues(draft: Draft, list: Iterable<unknown>): void {
  const allowed = new Map([...list].map((value) => [canonical(value), value]));
  const known = draft.values;
  draft.values = known === undefined ? allowed : new Map([...known].filter(([key]) => allowed.has(key)));
}

function asList(schema: Schema | undefined): Schema[] {
  return schema === undefined ? [] : [schema];
}

function addBounds(draft: Draft, schema: Schema): void {
  for (const name of [...LOWER_BOUNDS, ...UPPER_BOUNDS]) {
    if (schema[name] !== undefined) tighten(draft, name, { value: schema[name], isExclusive: false });
  }
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  if (exclusiveMinimum !== undefined) tighten(draft, "minimum", { value: exclusiveMinimum, isExclusive: true });
  if (exclusiveMaximum !== undefined) tighten(draft, "maximum", { value: exclusiveMaximum, isExclusive: true });
}

export function tighten(draft: Draft, name: BoundName, bound: Bound): void {
  const known = draft.bounds.get(name);
  if (known === undefined || compareBounds(name, bound, known) > 0) draft.bounds.set(name, bound);
}

function addObjectKeywords(draft: Draft, schema: Schema): void {
  const { properties, patternProperties, additionalProperties } = schema;
  for (const name of schema.required ?? []) draft.required.add(name);
  for (const [name, names] of schema.dependentRequired ?? []) {
    draft.dependentRequired.set(name, [...(draft.dependentRequired.get(name) ?? []), ...names]);
  }
  for (const [name, inner] of schema.dependentSchemas ?? []) {
    draft.dependentSchemas.set(name, [...(draft.dependentSchemas.get(name) ?? []), inner]);
  }
  if (schema.propertyNames !== undefined) draft.propertyNames.push(schema.propertyNames);
  if ((properties ?? patternProperties ?? additionalProperties) === undefined) return;
  draft.objects.push({
    properties: eachAsList(properties),
    patterns: eachAsList(patternProperties),
    additional: asList(additionalProperties),
  });
}

function eachAsList(schemas: ReadonlyMap<string, Schema> | undefined): Map<string, Schema[]> {
  return new Map([...(schemas ?? [])].map(([name, schema]) => [name, [schema]]));
}

function addArrayKeywords(draft: Draft, schema: Schema): void {
  const { items, prefixItems, contains, minContains: min = 1, maxContains: max = Infinity } = schema;
  if (contains !== undefined && (min > 0 || max < Infinity)) draft.contains.push({ schema: contains, min, max });
  if ((items ?? prefixItems) === undefined) return;
  draft.arrays.push({ prefix: (prefixItems ?? []).map((item) => [item]), rest: asList(items) });
}

/** The finished form: words that say nothing of the types that are left are dropped. */
export function finish(draft: Draft, origin: Pick<NormalSchema, "id" | "normalizer" | "roots">): NormalSchema {
  const { types: declared } = draft;
  if (draft.values !== undefined) {
    const isValid = (value: unknown): boolean =>
      (typeOfValue(value) & declared) !== 0 && [...draft.bounds].every((bound) => isWithin(value, bound));
    draft.values = new Map([...draft.values].filter(([, value]) => isValid(value)));
    draft.types &= [...draft.values.values()].reduce<TypeSet>((set, value) => set | typeOfValue(value), 0);
    if (draft.types === 0 || isAllOf(draft.types, draft.values)) draft.values = undefined;
  }
  const has = (types: TypeSet): boolean => (draft.types & types) !== 0;
  const only = <T>(types: TypeSet, list: Iterable<T>): T[] => (has(types) ? [...list] : []);
  return {
    ...draft,
    ...origin,
    bounds: new Map(
      [...draft.bounds].filter((bound) => has(boundTypes(bound[0])) && !isIdle(bound)).map(wholeBound(draft.types)),
    ),
    multiples: only(NUMBER, draft.multiples),
    patterns: only(STRING, draft.patterns),
    formats: only(STRING | NUMBER, draft.formats),
    encodings: only(STRING, draft.encodings),
    contents: only(STRING, draft.contents),
    isUnique: draft.isUnique && has(ARRAY),
    required: new Set(only(OBJECT, draft.required)),
    dependentRequired: new Map(only(OBJECT, draft.dependentRequired)),
    dependentSchemas: new Map(only(OBJECT, draft.dependentSchemas)),
    objects: only(OBJECT, draft.objects),
    propertyNames: only(OBJECT, draft.propertyNames),
    arrays: only(ARRAY, draft.arrays),
    contains: only(ARRAY, draft.contains),
    unevaluated: only(ARRAY | OBJECT, draft.unevaluated),
  };
}

/** True when the values are all that there are of their types: null, false and true. */
function isAllOf(types: TypeSet, values: ReadonlyMap<string, unknown>): boolean {
  const counts = new Map([
    [NULL, 1],
    [BOOLEAN, 2],
    [NULL | BOOLEAN, 3],
  ]);
  return counts.get(types) === values.size;
}

/** True for a bound that refuses nothing: no size is below 0. */
function isIdle([name, { value }]: [BoundName, Bound]): boolean {
  return name !== "minimum" && name.startsWith("min") && value <= 0;
}

const FRACTION = NUMBER & ~typeSet(["integer"]);

/** Whole numbers above 0 are those from 1 on. */
function wholeBound(types: TypeSet): (entry: [BoundName, Bound]) => [BoundName, Bound] {
  return ([name, { value, isExclusive }]) => {
    if ((types & FRACTION) !== 0 || boundTypes(name) !== NUMBER) return [name, { value, isExclusive }];
    if (name === "minimum")
      return [name, { value: isExclusive ? Math.floor(value) + 1 : Math.ceil(value), isExclusive: false }];
    return [name, { value: isExclusive ? Math.ceil(value) - 1 : Math.floor(value), isExclusive: false }];
  };
}
