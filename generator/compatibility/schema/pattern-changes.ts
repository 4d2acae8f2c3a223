import { STRING } from "../../model/type-set.js";
import { listChanges } from "./list-changes.js";
import { doMatch } from "./listed-values.js";
import type { SchemaPair } from "./schema-pair.js";

/** Patterns that match every text. */
const ANYTHING = /^(\^?\.\*\$?|\^|\$|)$/;

/** Patterns that texts need not match any more, and those that are new. */
export function patternChanges({ old, new: now, shared }: SchemaPair): ReturnType<typeof listChanges<string>> {
  if ((shared & STRING) === 0) return { lost: [], gained: [] };
  const [before, after] = [old, now].map(({ patterns }) => patterns.filter((pattern) => !ANYTHING.test(pattern)));
  const { lost, gained } = listChanges(before ?? [], after ?? []);
  return {
    lost: lost.filter((pattern) => now.values === undefined || !doMatch(now.values, pattern)),
    gained: gained.filter((pattern) => old.values === undefined || !doMatch(old.values, pattern)),
  };
}
