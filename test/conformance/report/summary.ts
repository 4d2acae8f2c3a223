import type { Result } from "../run/outcome.js";
import type { Level } from "../suite/case.js";

export const LEVEL_NAMES: Readonly<Record<Level, string>> = { 1: "Observe", 2: "Enqueue", 3: "Execute", 4: "Project" };
export const LEVELS: readonly Level[] = [1, 2, 3, 4];

/**
 * How a result counts. `known-failing` failed and is listed so, which is no fault; `no-longer-failing` is listed so but
 * passed, which is one: the list has to be put right.
 */
export type Verdict = "passed" | "failed" | "known-failing" | "no-longer-failing" | "not-observable" | "not-claimed";

export const VERDICTS: readonly Verdict[] = [
  ...(["passed", "failed", "no-longer-failing"] as const),
  ...(["known-failing", "not-observable", "not-claimed"] as const),
];

/** How many results of a level have each verdict. */
export interface LevelSummary {
  readonly level: Level;
  readonly counts: Readonly<Record<Verdict, number>>;
}

export function verdictOf({ outcome, isKnownFailing }: Result): Verdict {
  if (outcome === undefined) return "not-claimed";
  if (!isKnownFailing || outcome.kind === "not-observable") return outcome.kind;
  return outcome.kind === "failed" ? "known-failing" : "no-longer-failing";
}

/** One summary for each level, in order. */
export function summarize(results: readonly Result[]): readonly LevelSummary[] {
  return LEVELS.map((level) => {
    const verdicts = results.filter((result) => result.level === level).map(verdictOf);
    const entries = VERDICTS.map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length]);
    return { level, counts: Object.fromEntries(entries) as Record<Verdict, number> }; // every verdict has its entry
  });
}

/** True when nothing failed that is not known to fail. */
export function isConforming(results: readonly Result[]): boolean {
  return results.map(verdictOf).every((verdict) => verdict !== "failed" && verdict !== "no-longer-failing");
}
