/** Nesting beyond which a recursive check refuses a value, well before the stack ends. */
export const MAX_DEPTH = 1000;

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own property of an object, for names such as `constructor` that every object inherits. */
export function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** How many properties an object has; one that is undefined does not travel and is not counted. */
export function countProperties(object: Readonly<Record<string, unknown>>): number {
  let count = 0;
  for (const key in object) if (object[key] !== undefined) count += 1;
  return count;
}

/** True when `text` has more than `limit` characters (code points, JSON Schema 2020-12 validation section 6.3.1). */
export function isLonger(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || countCodePoints(text) > limit);
}

/** True when `text` has fewer than `limit` characters (code points). */
export function isShorter(text: string, limit: number): boolean {
  return text.length < limit || (text.length < 2 * limit && countCodePoints(text) < limit);
}

function countCodePoints(text: string): number {
  let count = text.length;
  for (let index = 1; index < text.length; index += 1) {
    const isPair = (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (isPair) count -= 1;
  }
  return count;
}

/**
 * True when `value` is a multiple of `divisor`, as somebody who writes decimals means it: 0.3 is one of 0.1, although
 * their quotient in binary is not whole. A quotient that overflows is whole only if the remainder is nothing.
 */
export function isMultiple(value: number, divisor: number): boolean {
  const quotient = value / divisor;
  if (!Number.isFinite(quotient)) return value % divisor === 0;
  return Math.abs(quotient - Math.round(quotient)) <= Math.abs(quotient) * 2 * Number.EPSILON;
}

/** Equality of JSON values: the order of properties does not matter, properties that are undefined do not count. */
export function isEqual(left: unknown, right: unknown, depth = 0): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null || depth > MAX_DEPTH)
    return false;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isEqual(item, right[index], depth + 1))
    );
  }
  return !Array.isArray(right) && isObject(left) && isObject(right) && hasEqualProperties(left, right, depth);
}

function hasEqualProperties(left: Record<string, unknown>, right: Record<string, unknown>, depth: number): boolean {
  if (countProperties(left) !== countProperties(right)) return false;
  return Object.keys(left).every((key) => left[key] === undefined || isEqual(left[key], own(right, key), depth + 1));
}

/** True when no two items are equal. Linear for strings and numbers, quadratic among objects and arrays. */
export function hasUniqueItems(items: readonly unknown[]): boolean {
  const structured = items.filter((item) => typeof item === "object" && item !== null);
  const plain = new Set(items);
  if (plain.size < items.length) return false;
  return structured.every((item, index) => !structured.slice(0, index).some((earlier) => isEqual(earlier, item)));
}
