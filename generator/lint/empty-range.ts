import type { BoundName, NormalSchema } from "../compatibility/schema/normal-schema.js";
import { boundTypes } from "../compatibility/schema/bounds.js";

const RANGES: readonly (readonly [BoundName, BoundName])[] = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
];

/** The two bounds that leave nothing between them, where values of no other type are valid. */
export function emptyRange({ bounds, types }: NormalSchema): string | undefined {
  for (const [low, high] of RANGES) {
    const [from, to] = [bounds.get(low), bounds.get(high)];
    if (from === undefined || to === undefined || (types & ~boundTypes(low)) !== 0) continue;
    const isEmpty = from.value > to.value || (from.value === to.value && (from.isExclusive || to.isExclusive));
    if (isEmpty) return `${low} ${from.value} is above ${high} ${to.value}`;
  }
  return undefined;
}
