import type { Cursor } from "../../document/cursor.js";
import { ifKept, type Pair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { sunsetOf } from "../sunset.js";

export const sunsetMovedEarlier: Rule<Pair<{ readonly cursor: Cursor }>> = {
  id: "sunset-moved-earlier",
  summary: "The day that `x-sunset` promises has moved nearer.",
  effect: "none",
  severity: always("error"),
  check: (pair) =>
    ifKept(pair, (old, now) => {
      const [before, after] = [sunsetOf(old.cursor)?.day, sunsetOf(now.cursor)?.day];
      if (before === undefined || after === undefined || after >= before) return undefined;
      return { what: `x-sunset moved from ${before} to ${after}`, at: now.cursor.get("x-sunset") };
    }),
};
