import { canonical } from "./canonical.js";
import { listOf } from "./merge-branches.js";
import type { NormalSchema } from "./normal-schema.js";

const NULL_TEXT = canonical(null);

/** Listed values of one schema that another, which lists values too, has not. Null has rules of its own. */
export function missingValues(from: NormalSchema, other: NormalSchema): string[] {
  const { values } = other;
  if (from.values === undefined || values === undefined) return [];
  return [...from.values.keys()].filter((key) => key !== NULL_TEXT && !values.has(key));
}

/** True when every value of `schema`, as far as they can be told one by one, is listed in `other`. */
export function areListed(schema: NormalSchema, { values: listed }: NormalSchema): boolean {
  const values = listOf(schema);
  return values !== undefined && listed !== undefined && values.every((value) => listed.has(canonical(value)));
}

/** `enum value "a" was`, `enum values "a", "b" were`. */
export function valuesText(values: readonly string[]): string {
  return values.length === 1 ? `enum value ${values[0]} was` : `enum values ${values.join(", ")} were`;
}
