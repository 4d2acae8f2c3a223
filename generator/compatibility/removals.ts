import { ifRemoved, type Pair } from "./pairs.js";
import type { Change } from "./rule.js";
import type { Promised } from "./schema/member-rules.js";
import { isDue, sunsetOf } from "./sunset.js";

/** An operation or parameter, and the day of the comparison. */
type Removable = Pair<Promised> & { readonly today: string };

/** The removal of what was not deprecated. */
export function removedUndeprecated(pair: Pair<Promised>): Change[] {
  return ifRemoved(pair, ({ deprecated, cursor }) => (deprecated ? undefined : { what: "was removed", was: cursor }));
}

/** The removal of what was deprecated and could go by now. */
export function removedWhenDue(pair: Removable): Change[] {
  return ifRemoved(pair, ({ deprecated, cursor }) =>
    deprecated && isDue(cursor, pair.today) ? { what: "was removed after its deprecation", was: cursor } : undefined,
  );
}

/** The removal of what was deprecated and had to stay longer. */
export function removedBeforeSunset(pair: Removable): Change[] {
  return ifRemoved(pair, ({ deprecated, cursor }) =>
    deprecated && !isDue(cursor, pair.today)
      ? { what: `was removed before its sunset ${sunsetOf(cursor)?.text}`, was: cursor }
      : undefined,
  );
}
