/** Where a value stands inside of another: keys and indices from the outside in. */
export type Path = readonly (string | number)[];

/** A value with the place where it stands. */
export interface Place {
  readonly path: Path;
  readonly value: unknown;
}

/** Every value inside of `value`, itself first. Files and bytes are seen as one value. */
export function* places(value: unknown, path: Path = []): Generator<Place> {
  yield { path, value };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* places(item, [...path, index]);
  else if (isRecord(value)) for (const [key, member] of Object.entries(value)) yield* places(member, [...path, key]);
}

/** A copy of `value` in which what stands at `path` is another; undefined there removes it. */
export function replaceAt(value: unknown, [step, ...rest]: Path, replacement: unknown): unknown {
  if (step === undefined) return replacement;
  if (Array.isArray(value))
    return value.flatMap((item, index) => (index === step ? present(replaceAt(item, rest, replacement)) : [item]));
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([key, member]) =>
      key === step ? present(replaceAt(member, rest, replacement)).map((found) => [key, found]) : [[key, member]],
    ),
  );
}

function present(value: unknown): unknown[] {
  return value === undefined ? [] : [value];
}

/** True for objects made of members, as JSON has them. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** True for what JSON calls neither array nor object. */
export function isPrimitive(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
