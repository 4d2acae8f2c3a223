import type { Change } from "../rule.js";
import { boundTypes, compareBounds } from "./bounds.js";
import { boundOf } from "./listed-values.js";
import { placeOf, type Bound, type BoundName } from "./normal-schema.js";
import type { SchemaPair } from "./schema-pair.js";

/** The change of a bound that refuses more than before, a new one included. */
export function tightened(pair: SchemaPair, name: BoundName): Change[] {
  return changeOf(pair, name, (difference) => difference > 0);
}

/** The change of a bound that refuses less than before, a dropped one included. */
export function loosened(pair: SchemaPair, name: BoundName): Change[] {
  return changeOf(pair, name, (difference) => difference < 0);
}

function changeOf(pair: SchemaPair, name: BoundName, isMeant: (difference: number) => boolean): Change[] {
  if ((pair.shared & boundTypes(name)) === 0) return [];
  const { old, now, isTelling } = boundsOf(pair, name);
  const difference = compareBounds(name, now, old);
  if (!isMeant(difference) || !isTelling(difference)) return [];
  const exclusive = name === "minimum" ? ["exclusiveMinimum"] : name === "maximum" ? ["exclusiveMaximum"] : [];
  return [
    {
      what: `${name} changed from ${textOf(old)} to ${textOf(now)}`,
      at: placeOf(pair.new, ...(now?.isExclusive === true ? exclusive : []), name, ...exclusive),
    },
  ];
}

/**
 * What is listed keeps to bounds of its own: those that the other schema has are held against them, and what else the
 * list means is for the rules about values.
 */
function boundsOf({ old, new: now }: SchemaPair, name: BoundName): Compared {
  const [before, after] = [old.bounds.get(name), now.bounds.get(name)];
  const isNothing = { old: undefined, now: undefined, isTelling: () => false };
  if (old.values !== undefined) {
    const own = now.values === undefined && after !== undefined ? boundOf(old.values, name) : undefined;
    return own === undefined ? isNothing : { old: own, now: after, isTelling: (difference) => difference > 0 };
  }
  if (now.values !== undefined) {
    const own = before === undefined ? undefined : boundOf(now.values, name);
    return own === undefined ? isNothing : { old: before, now: own, isTelling: (difference) => difference < 0 };
  }
  return { old: before, now: after, isTelling: () => true };
}

interface Compared {
  readonly old: Bound | undefined;
  readonly now: Bound | undefined;
  readonly isTelling: (difference: number) => boolean;
}

function textOf(bound: Bound | undefined): string {
  if (bound === undefined) return "none";
  return bound.isExclusive ? `${bound.value} (excluded)` : String(bound.value);
}
