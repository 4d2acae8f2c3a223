import type { Cursor } from "../../document/cursor.js";
import { compilePattern } from "../../model/regular-expression.js";
import { condition, type Condition } from "./condition.js";
import type { Scope } from "./scope.js";

/**
 * The condition that a string matches a regular expression. Throws `ContractError` for one that ECMA-262 does not
 * know.
 */
export function patternCondition(
  scope: Scope,
  cursor: Cursor,
  { pattern, value, hint }: { pattern: string; value: string; hint: string },
): Condition {
  const name = patternConstant(scope, cursor, { pattern, hint });
  return condition({ good: `${name}.test(${value})` }, "pattern", `must match ${pattern}`);
}

/** The name of a constant that holds the compiled pattern. */
export function patternConstant(
  scope: Scope,
  cursor: Cursor,
  { pattern, hint }: { pattern: string; hint: string },
): string {
  const compiled = compilePattern(pattern);
  if (compiled === undefined) refuseIrregular(cursor, pattern);
  return scope.constant(`${hint}-pattern`, String(compiled));
}

/** Throws what is wrong with a pattern that `compilePattern` makes nothing of. */
export function refuseIrregular(cursor: Cursor, pattern: string): never {
  throw cursor.error(`not a regular expression: ${JSON.stringify(pattern)}`);
}
