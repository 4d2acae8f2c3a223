import { schemaAt, type Api } from "../../model/api.js";
import { isLeftOut, type Direction } from "../../model/direction.js";
import { jsonTypeOf, listedValues, type JsonType, type Schema } from "../../model/schema.js";

/** What a schema says of a value, with what `$ref` and `allOf` add to it, as far as a model can be told. */
export interface Facets {
  /** Undefined when any type will do. */
  types: ReadonlySet<JsonType> | undefined;
  /** Undefined when any value will do. */
  values: readonly unknown[] | undefined;
  /** By name the schemas that must all hold, or, from alternatives that were merged, one of which must. */
  readonly properties: Map<string, Schema[]>;
  readonly required: Set<string>;
  additionalProperties: Schema | undefined;
  items: Schema | undefined;
  prefixItems: readonly Schema[] | undefined;
  /** Alternatives: one must hold. */
  branches: readonly Schema[];
  /** The schemas that were put together, the outermost first: for descriptions and constraints. */
  readonly parts: Schema[];
}

/** Puts together what holds for a value that travels in a direction. */
export function facetsOf(api: Pick<Api, "schemas">, schema: Schema, direction: Direction): Facets {
  const facets: Facets = {
    types: undefined,
    values: undefined,
    properties: new Map(),
    required: new Set(),
    additionalProperties: undefined,
    items: undefined,
    prefixItems: undefined,
    branches: [],
    parts: [],
  };
  const context = { api, direction };
  add(context, facets, schema);
  if (facets.properties.size > 0) mergeBranches(context, facets);
  return facets;
}

interface Context {
  readonly api: Pick<Api, "schemas">;
  readonly direction: Direction;
}

function add(context: Context, facets: Facets, schema: Schema): void {
  // A schema that is part of itself says no more the second time.
  if (facets.parts.includes(schema)) return;
  facets.parts.push(schema);
  const { types, properties = [], required = [] } = schema;
  const values = listedValues(schema);
  const { types: known } = facets;
  if (types !== undefined)
    facets.types = new Set(known === undefined ? types : types.filter((type) => known.has(type)));
  if (values !== undefined) facets.values = facets.values?.filter((value) => values.includes(value)) ?? values;
  for (const [name, property] of properties) {
    if (property.never !== true && !isLeftOut(context.api, property, context.direction))
      addProperty(facets, name, property);
  }
  for (const name of required) facets.required.add(name);
  facets.additionalProperties ??= schema.additionalProperties;
  facets.items ??= schema.items;
  facets.prefixItems ??= schema.prefixItems;
  const branches = schema.anyOf ?? schema.oneOf ?? [];
  if (branches.length > 0 && facets.branches.length === 0) facets.branches = branches;
  for (const part of schema.allOf ?? []) add(context, facets, part);
  if (schema.ref !== undefined) add(context, facets, schemaAt(context.api, schema.ref));
}

/** Properties of alternatives beside properties of the whole: as optional ones they are told in far fewer words. */
function mergeBranches({ api, direction }: Context, facets: Facets): void {
  for (const branch of facets.branches) {
    const { properties } = facetsOf(api, branch, direction);
    for (const [name, schemas] of properties) {
      for (const schema of schemas) addProperty(facets, name, schema);
    }
  }
  facets.branches = [];
}

function addProperty({ properties }: Facets, name: string, schema: Schema): void {
  const known = properties.get(name) ?? [];
  if (!known.some((other) => other === schema || (schema.ref !== undefined && other.ref === schema.ref)))
    properties.set(name, [...known, schema]);
}

/** The types that are said, else those that keywords and values speak of; none when any will do. */
export function typesOf({ types, values, properties, additionalProperties, items, prefixItems }: Facets): JsonType[] {
  if (types !== undefined) return [...types];
  if (values !== undefined) return [...new Set(values.map(jsonTypeOf))];
  if (properties.size > 0 || additionalProperties !== undefined) return ["object"];
  return items === undefined && prefixItems === undefined ? [] : ["array"];
}
