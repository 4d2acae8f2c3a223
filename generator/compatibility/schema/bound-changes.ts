import type { Change } from "../rule.js";
import { boundTypes, compareBounds } from "./draft.js";
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
  const [old, now] = [pair.old.bounds.get(name), pair.new.bounds.get(name)];
  if (!isMeant(compareBounds(name, now, old))) return [];
  const exclusive = name === "minimum" ? ["exclusiveMinimum"] : name === "maximum" ? ["exclusiveMaximum"] : [];
  return [
    {
      what: `${name} changed from ${textOf(old)} to ${textOf(now)}`,
      at: placeOf(pair.new, ...(now?.isExclusive === true ? exclusive : []), name, ...exclusive),
    },
  ];
}

function textOf(bound: Bound | undefined): string {
  if (bound === undefined) return "none";
  return bound.isExclusive ? `${bound.value} (excluded)` : String(bound.value);
}
