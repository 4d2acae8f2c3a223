import type { Cursor } from "../../document/cursor.js";
import { ifKept, type Pair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { nameOfLevel, stabilityOf } from "../stability.js";

export const stabilityLowered: Rule<Pair<{ readonly cursor: Cursor }>> = {
  id: "stability-lowered",
  summary: "An operation or property is promised less by `x-stability-level`; without it, it was stable.",
  effect: "none",
  severity: always("error"),
  check: (pair) =>
    ifKept(pair, (old, now) => {
      const [before, after] = [stabilityOf(old.cursor), stabilityOf(now.cursor)];
      if (before === undefined || after === undefined || after >= before) return undefined;
      const what = `x-stability-level went from ${nameOfLevel(before)} to ${nameOfLevel(after)}`;
      return { what, at: now.cursor.get("x-stability-level") ?? now.cursor };
    }),
};
