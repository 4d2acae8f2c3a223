import type { Cursor } from "../../document/cursor.js";
import { ifKept, type Pair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { sunsetOf } from "../sunset.js";

export const sunsetInvalid: Rule<Pair<{ readonly cursor: Cursor }>> = {
  id: "sunset-invalid",
  summary: "The `x-sunset` that a deprecated operation, parameter or property has got is not a date.",
  effect: "none",
  severity: always("error"),
  check: (pair) =>
    ifKept(pair, (old, now) => {
      const sunset = sunsetOf(now.cursor);
      if (sunset === undefined || sunset.day !== undefined || sunset.text === sunsetOf(old.cursor)?.text)
        return undefined;
      return { what: `x-sunset "${sunset.text}" is not a date`, at: now.cursor.get("x-sunset") };
    }),
};
