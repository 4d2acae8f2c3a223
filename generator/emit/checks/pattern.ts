import type { Cursor } from "../../document/cursor.js";
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
  if (compiled === undefined) throw cursor.error(`not a regular expression: ${JSON.stringify(pattern)}`);
  return scope.constant(`${hint}-pattern`, `${escapeLines(String(compiled))}`);
}

/**
 * With the flag `u`, as JSON Schema 2020-12 section 6.4 asks; many patterns in use escape what need not be escaped,
 * and are valid only without.
 */
export function compilePattern(pattern: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Tried again without the flag, then refused by the caller.
    }
  }
  return undefined;
}

function escapeLines(text: string): string {
  return text.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
