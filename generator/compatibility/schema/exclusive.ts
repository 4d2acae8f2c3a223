import { OBJECT } from "../../model/type-set.js";
import type { NormalSchema, Union } from "./normal-schema.js";
import { memberOf, namesOf } from "./members.js";

/**
 * True when no value can match two branches of a union, as far as types, listed values, closed objects and properties
 * with listed values tell, or when a discriminator names the branch.
 */
export function isDisjoint(union: Union, branches: readonly NormalSchema[]): boolean {
  if (union.discriminator !== undefined) return true;
  return branches.every((branch, index) => branches.slice(0, index).every((other) => areDisjoint(branch, other)));
}

function areDisjoint(a: NormalSchema, b: NormalSchema): boolean {
  const shared = a.types & b.types;
  if (shared === 0) return true;
  if (a.values !== undefined && b.values !== undefined) return [...a.values.keys()].every((key) => !b.values?.has(key));
  if (shared !== OBJECT) return false;
  // A property that one of the two requires is there, and has to please both.
  return [...a.required, ...b.required].some((name) =>
    areScalarsDisjoint(memberOf(a, name).normal, memberOf(b, name).normal),
  );
}

function areScalarsDisjoint(a: NormalSchema, b: NormalSchema): boolean {
  if ((a.types & b.types) === 0) return true;
  if (a.values === undefined || b.values === undefined) return false;
  return [...a.values.keys()].every((key) => !b.values?.has(key));
}

/** Properties that a schema fixes to listed values, as texts: two branches with the same ones belong together. */
export function tagOf(schema: NormalSchema): string | undefined {
  const tags = namesOf(schema)
    .filter((name) => schema.required.has(name))
    .map((name) => [name, memberOf(schema, name).normal.values] as const)
    .flatMap(([name, values]) => (values?.size === 1 ? [`${name}:${[...values.keys()][0]}`] : []));
  return tags.length === 0 ? undefined : tags.sort().join();
}
