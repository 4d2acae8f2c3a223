import { listedValues, type Schema } from "../../model/schema.js";
import { OBJECT } from "../../model/type-set.js";
import { instanceTypes } from "./instance-types.js";
import type { SchemaGraph } from "./schema-graph.js";

/** A property whose value leaves at most one branch of a union open. */
export interface Tag {
  readonly property: string;
  readonly cases: readonly Case[];
}

interface Case {
  readonly branch: Schema;
  readonly values: readonly (string | number | boolean)[];
  readonly isRequired: boolean;
}

/**
 * The property by which the branches of a union differ: each is an object, and each fixes the property by `const` or
 * `enum` to values that no other has. It follows from the schemas alone, so that looking at one branch means the same
 * as trying them all.
 */
export function findTag(graph: SchemaGraph, branches: readonly Schema[], preferred?: string): Tag | undefined {
  const [first] = branches;
  if (first === undefined || branches.length < 2) return undefined;
  if (!branches.every((branch) => instanceTypes(graph, branch) === OBJECT)) return undefined;
  const candidates = new Set([
    ...(preferred === undefined ? [] : [preferred]),
    ...fixedProperties(graph, first).keys(),
  ]);
  for (const property of candidates) {
    const cases = branches.map((branch) => caseOf(graph, branch, property));
    if (isExclusive(cases)) return { property, cases };
  }
  return undefined;
}

function isExclusive(cases: readonly (Case | undefined)[]): cases is readonly Case[] {
  const seen = new Set<unknown>();
  return cases.every(
    (found) =>
      found !== undefined &&
      found.values.every((value) => {
        const isNew = !seen.has(value);
        seen.add(value);
        return isNew;
      }),
  );
}

function caseOf(graph: SchemaGraph, branch: Schema, property: string): Case | undefined {
  const values = fixedProperties(graph, branch).get(property);
  if (values === undefined || values.length === 0) return undefined;
  return { branch, values, isRequired: isRequired(graph, branch, property) };
}

/**
 * Properties that `const` or `enum` fixes to plain values, in the schema, what it refers to and the members of
 * `allOf`.
 */
function fixedProperties(graph: SchemaGraph, schema: Schema, seen = new Set<Schema>()): Map<string, Case["values"]> {
  // Where several parts fix a property, the strictest tells most.
  const found = new Map<string, Case["values"]>();
  for (const part of alwaysApplied(graph, schema, seen)) {
    for (const [name, property] of part.properties ?? []) {
      const values = fixedValues(graph.essence(property));
      const known = found.get(name);
      if (values !== undefined && (known === undefined || values.length < known.length)) found.set(name, values);
    }
  }
  return found;
}

function fixedValues(schema: Schema): Case["values"] | undefined {
  const all = listedValues(schema);
  return all?.every(isPlain) === true ? all : undefined;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isRequired(graph: SchemaGraph, schema: Schema, property: string): boolean {
  return alwaysApplied(graph, schema, new Set()).some(({ required }) => required?.includes(property) === true);
}

/** The schema and those that hold for the same value whenever it does. */
export function alwaysApplied(graph: SchemaGraph, schema: Schema, seen: Set<Schema>): Schema[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  return [
    schema,
    ...(schema.ref === undefined ? [] : alwaysApplied(graph, graph.at(schema.ref), seen)),
    ...(schema.allOf ?? []).flatMap((member) => alwaysApplied(graph, member, seen)),
  ];
}
