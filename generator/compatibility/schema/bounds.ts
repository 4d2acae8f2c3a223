import { ARRAY, NUMBER, OBJECT, STRING, type TypeSet } from "../../model/type-set.js";
import { LOWER_BOUNDS, type Bound, type BoundName } from "./normal-schema.js";

/** Above zero when `a` refuses more than `b`, below when less. */
export function compareBounds(name: BoundName, a: Bound | undefined, b: Bound | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const isLower = (LOWER_BOUNDS as readonly string[]).includes(name);
  const distance = isLower ? a.value - b.value : b.value - a.value;
  return distance === 0 ? Number(a.isExclusive) - Number(b.isExclusive) : distance;
}

/** Types of the values that a bound is for. */
export function boundTypes(name: BoundName): TypeSet {
  if (name.endsWith("Length")) return STRING;
  if (name.endsWith("Items")) return ARRAY;
  return name.endsWith("Properties") ? OBJECT : NUMBER;
}
