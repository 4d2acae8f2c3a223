import { NUMBER, typeSet } from "../../emit/checks/instance-types.js";
import { listChanges } from "./list-changes.js";
import type { SchemaPair } from "./schema-pair.js";

const FRACTION = NUMBER & ~typeSet(["integer"]);

/** Divisors that are no longer asked for, and those that are new. Multiples of 6 are multiples of 2. */
export function multipleChanges({ old, new: now, shared }: SchemaPair): ReturnType<typeof listChanges<number>> {
  if ((shared & NUMBER) === 0) return { lost: [], gained: [] };
  // Whole numbers are multiples of 1.
  const own = (shared & FRACTION) === 0 ? [1] : [];
  return listChanges([...old.multiples, ...own], [...now.multiples, ...own], (stronger, weaker) =>
    Number.isInteger(stronger / weaker),
  );
}
