import type { Cursor } from "../../document/cursor.js";
import { ifKept, type Pair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { sunsetOf } from "../sunset.js";

export const sunsetRemoved: Rule<Pair<{ readonly cursor: Cursor; readonly deprecated: boolean }>> = {
  id: "sunset-removed",
  summary: "A deprecated operation, parameter or property no longer says by `x-sunset` how long it stays.",
  effect: "none",
  severity: always("error"),
  check: (pair) =>
    ifKept(pair, (old, now) => {
      const sunset = sunsetOf(old.cursor);
      if (sunset === undefined || !now.deprecated || sunsetOf(now.cursor) !== undefined) return undefined;
      return { what: `x-sunset ${sunset.text} was removed`, was: old.cursor.get("x-sunset") };
    }),
};
