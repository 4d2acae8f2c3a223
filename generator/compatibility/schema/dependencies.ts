import type { NormalSchema } from "./normal-schema.js";

/** Pairs of names of which the second must stand beside the first in `now`, and need not in `old`. */
export function furtherDependencies(old: NormalSchema, now: NormalSchema): [name: string, needed: string][] {
  return [...now.dependentRequired].flatMap(([name, names]) =>
    names
      .filter((needed) => !old.required.has(needed) && old.dependentRequired.get(name)?.includes(needed) !== true)
      .map((needed): [string, string] => [name, needed]),
  );
}
