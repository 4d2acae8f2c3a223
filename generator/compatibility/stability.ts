import type { Cursor } from "../document/cursor.js";

/** What `x-stability-level` may say, the least promise first; a place without it is stable. */
const LEVELS: readonly unknown[] = ["draft", "alpha", "beta", "stable"];
const STABLE = LEVELS.length - 1;

/** How much is promised of a place, as a number that grows with it; undefined where the level is none of the four. */
export function stabilityOf(cursor: Cursor): number | undefined {
  const found = cursor.get("x-stability-level");
  const rank = found === undefined ? STABLE : LEVELS.indexOf(found.value);
  return rank === -1 ? undefined : rank;
}

export function nameOfLevel(rank: number): string {
  return String(LEVELS[rank]);
}

/** True for what is `draft` or `alpha`: it may change, and go, as it likes. */
export function isUnsettled(cursor: Cursor): boolean {
  const rank = stabilityOf(cursor);
  return rank !== undefined && rank < LEVELS.indexOf("beta");
}
