import type { Check } from "./client.js";
import type { Issue } from "./issue.js";
import { Issues, type Check as TellingCheck } from "./issues.js";

/** A check that only judges, and the one of the same schema that says what is wrong. */
export type Explanation = readonly [quiet: Check, telling: TellingCheck];

/** What is wrong with a value that `check` has refused. */
export function explainBy(explanations: readonly Explanation[], check: Check, value: unknown): readonly Issue[] {
  const issues = new Issues();
  explanations.find(([quiet]) => quiet === check)?.[1](value, issues);
  return issues.list;
}
