import { compilePattern } from "../../model/regular-expression.js";
import { typeOfValue } from "../../model/type-set.js";
import { boundTypes, compareBounds } from "./bounds.js";
import { LOWER_BOUNDS, type Bound, type BoundName } from "./normal-schema.js";

type Values = ReadonlyMap<string, unknown>;

/** The bound that listed values keep to by themselves; undefined when none of them is of its type. */
export function boundOf(values: Values, name: BoundName): Bound | undefined {
  const sizes = [...values.values()].filter((value) => isMeasured(value, name)).map(sizeOf);
  if (sizes.length === 0) return undefined;
  const isLower = (LOWER_BOUNDS as readonly string[]).includes(name);
  return { value: isLower ? Math.min(...sizes) : Math.max(...sizes), isExclusive: false };
}

/** True for a value that a bound lets through. */
export function isWithin(value: unknown, [name, bound]: readonly [BoundName, Bound]): boolean {
  if (!isMeasured(value, name)) return true;
  return compareBounds(name, { value: sizeOf(value), isExclusive: false }, bound) >= 0;
}

/** True when every text among the values matches. */
export function doMatch(values: Values, pattern: string): boolean {
  const expression = compilePattern(pattern);
  if (expression === undefined) return false;
  return [...values.values()].every((value) => typeof value !== "string" || expression.test(value));
}

/** True when every number among the values is a multiple, as far as floating point tells. */
export function areMultiples(values: Values, divisor: number): boolean {
  return [...values.values()].every((value) => typeof value !== "number" || Number.isInteger(value / divisor));
}

function isMeasured(value: unknown, name: BoundName): boolean {
  return (typeOfValue(value) & boundTypes(name)) !== 0;
}

function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  // Characters of JSON Schema are code points (2020-12 validation section 6.3.1).
  return typeof value === "string" || Array.isArray(value) ? [...value].length : Object.keys(Object(value)).length;
}
