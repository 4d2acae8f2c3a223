import type { Schema } from "../../model/schema.js";
import { ALL_TYPES, ownTypes, type TypeSet } from "../../model/type-set.js";
import type { SchemaGraph } from "./schema-graph.js";

/** Kinds of instances that a schema may let through; never too few. */
export function instanceTypes(graph: SchemaGraph, schema: Schema, seen: ReadonlySet<Schema> = new Set()): TypeSet {
  if (schema.never === true) return 0;
  if (seen.has(schema)) return ALL_TYPES;
  const inside = new Set(seen).add(schema);
  const of = (part: Schema): TypeSet => instanceTypes(graph, part, inside);
  let set = ownTypes(schema);
  if (schema.ref !== undefined) set &= of(graph.at(schema.ref));
  for (const part of schema.allOf ?? []) set &= of(part);
  for (const branches of [schema.anyOf, schema.oneOf]) {
    if (branches !== undefined) set &= branches.reduce((sum, branch) => sum | of(branch), 0);
  }
  return set;
}

/** True when a missing value is refused by the check itself, because it tests the type or the value in any case. */
export function refusesUndefined(graph: SchemaGraph, schema: Schema): boolean {
  return instanceTypes(graph, schema) !== ALL_TYPES;
}
