import type { Cursor } from "../../document/cursor.js";
import { ifKept, type Pair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { stabilityOf } from "../stability.js";

export const stabilityInvalid: Rule<Pair<{ readonly cursor: Cursor }>> = {
  id: "stability-invalid",
  summary: "The `x-stability-level` that something has got is none of `draft`, `alpha`, `beta` and `stable`.",
  effect: "none",
  severity: always("error"),
  check: (pair) =>
    ifKept(pair, (old, now) => {
      const level = now.cursor.get("x-stability-level");
      const isOld = level?.value === old.cursor.get("x-stability-level")?.value;
      if (stabilityOf(now.cursor) !== undefined || isOld) return undefined;
      return { what: `x-stability-level "${String(level?.value)}" is no level`, at: level };
    }),
};
