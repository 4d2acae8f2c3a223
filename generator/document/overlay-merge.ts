import type { PointerStep } from "./json-pointer.js";

/** What YAML and JSON documents consist of. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Hears of what a merge does. Paths are in the document and in the change, in this order. */
export interface MergeListener {
  /** A copy of `value` now stands at `path`. */
  written(path: readonly PointerStep[], value: JsonValue, changePath: readonly PointerStep[]): void;
  /** The value at `path` cannot take what the change has for it; `reason` says why. */
  refused(reason: string, changePath: readonly PointerStep[]): Error;
}

type Kind = "object" | "array" | "primitive";

/** Which of the three kinds that the merge rules tell apart; null is primitive. */
export function kindOf(value: JsonValue): Kind {
  if (Array.isArray(value)) return "array";
  return isJsonObject(value) ? "object" : "primitive";
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy that shares nothing with `value`, nor within itself where a YAML alias made two places one object. */
export function copyOf(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) put(copy, key, copyOf(value[key] as JsonValue)); // an own key
  return copy;
}

/** Sets a key; `__proto__` becomes a key like any other. */
export function put(object: JsonObject, key: string, value: JsonValue): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Merges `change` into `object` in place, by the rules for the Action Object of Overlay 1.1.0: a new property is
 * inserted, objects are merged recursively, arrays concatenated, a primitive replaces a primitive; any other pair is
 * refused by throwing what `listener.refused` returns. Overlay 1.0 leaves these cases open; they are read the same.
 */
export function mergeObject(
  object: JsonObject,
  change: JsonObject,
  { path, changePath, listener }: { path: PointerStep[]; changePath: PointerStep[]; listener: MergeListener },
): void {
  for (const key of Object.keys(change)) {
    const value = change[key] as JsonValue; // an own key
    const there = Object.hasOwn(object, key) ? object[key] : undefined;
    const at = { path: [...path, key], changePath: [...changePath, key], listener };
    if (there === undefined || (kindOf(there) === "primitive" && kindOf(value) === "primitive")) {
      put(object, key, copyOf(value));
      listener.written(at.path, value, at.changePath);
    } else if (isJsonObject(there) && isJsonObject(value)) mergeObject(there, value, at);
    else if (Array.isArray(there) && Array.isArray(value)) concatenate(there, value, at);
    else throw listener.refused(`${nameOf(value)} cannot be merged into ${nameOf(there)} at "${key}"`, at.changePath);
  }
}

/** Appends a copy of each of `items` to `array`. */
export function concatenate(
  array: JsonValue[],
  items: readonly JsonValue[],
  { path, changePath, listener }: { path: PointerStep[]; changePath: PointerStep[]; listener: MergeListener },
): void {
  for (const [index, item] of items.entries()) {
    listener.written([...path, array.length], item, [...changePath, index]);
    array.push(copyOf(item));
  }
}

/** `an object`, `an array` or `a primitive value`, for messages. */
export function nameOf(value: JsonValue): string {
  const kind = kindOf(value);
  return kind === "primitive" ? "a primitive value" : `an ${kind}`;
}
