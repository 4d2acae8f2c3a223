import { Random } from "../simulation/random.js";
import { isPrimitive, isRecord, places, replaceAt, type Place } from "./places.js";

/** How a valid value was spoilt. */
export type Spoiling = "property dropped" | "wrong type" | "outside enum" | "property added" | "null";

export interface Mutant {
  readonly spoiling: Spoiling;
  readonly value: unknown;
}

/** Places of a value that are tried for each way of spoiling it. */
const TRIES = 24;

/**
 * Invalid values made of a valid one by one change, at most one for each way of spoiling; `accepts` decides that they
 * are invalid.
 */
export function mutantsOf(value: unknown, accepts: (value: unknown) => boolean, seed: number): Mutant[] {
  const random = new Random(seed);
  const all = [...places(value)];
  return (Object.keys(SPOIL) as Spoiling[]).flatMap((spoiling) => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const place = attempt < all.length && all.length <= TRIES ? all[attempt] : random.pick(all);
      const spoilt = place === undefined ? undefined : SPOIL[spoiling](value, place);
      if (spoilt !== undefined && !accepts(spoilt.value)) return [{ spoiling, value: spoilt.value }];
    }
    return [];
  });
}

type Spoil = (value: unknown, place: Place) => { readonly value: unknown } | undefined;

const SPOIL: Readonly<Record<Spoiling, Spoil>> = {
  "property dropped": (value, { path }) => {
    const isMember = path.length > 0 && typeof path.at(-1) === "string";
    return isMember ? { value: replaceAt(value, path, undefined) } : undefined;
  },
  "wrong type": (value, { path, value: part }) => ({ value: replaceAt(value, path, otherType(part)) }),
  "outside enum": (value, { path, value: part }) =>
    typeof part === "string" ? { value: replaceAt(value, path, `${part}~no such value`) } : undefined,
  "property added": (value, { path, value: part }) =>
    isRecord(part) ? { value: replaceAt(value, path, { ...part, "no-such-property": 1 }) } : undefined,
  null: (value, { path, value: part }) => (part === null ? undefined : { value: replaceAt(value, path, null) }),
};

function otherType(part: unknown): unknown {
  if (typeof part === "string") return { was: "a text" };
  return isPrimitive(part) ? "was another type" : 12.5;
}
