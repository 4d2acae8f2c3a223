import { NUMBER, typeSet } from "../../model/type-set.js";
import { listChanges } from "./list-changes.js";
import { areMultiples } from "./listed-values.js";
import type { SchemaPair } from "./schema-pair.js";

const FRACTION = NUMBER & ~typeSet(["integer"]);

/** Divisors that are no longer asked for, and those that are new. Multiples of 6 are multiples of 2. */
export function multipleChanges({ old, new: now, shared }: SchemaPair): ReturnType<typeof listChanges<number>> {
  if ((shared & NUMBER) === 0) return { lost: [], gained: [] };
  // Whole numbers are multiples of 1.
  const own = (shared & FRACTION) === 0 ? [1] : [];
  const { lost, gained } = listChanges([...old.multiples, ...own], [...now.multiples, ...own], (stronger, weaker) =>
    Number.isInteger(stronger / weaker),
  );
  return {
    lost: lost.filter((divisor) => now.values === undefined || !areMultiples(now.values, divisor)),
    gained: gained.filter((divisor) => old.values === undefined || !areMultiples(old.values, divisor)),
  };
}
