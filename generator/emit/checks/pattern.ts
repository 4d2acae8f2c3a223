import type { Cursor } from "../../document/cursor.js";
import { condition, type Condition } from "./condition.js";
import { translatePattern } from "./pattern-dialects.js";
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
 * With the flag `u`, as JSON Schema 2020-12 section 6.4 asks, else as what other languages' expressions mean, else
 * without the flag: many patterns in use escape what need not be escaped, and are valid only so.
 */
export function compilePattern(pattern: string): RegExp | undefined {
  const unicode = tryCompile(pattern, "u");
  if (unicode !== undefined) return unicode;
  const translated = translatePattern(pattern);
  if (translated === undefined) return tryCompile(pattern, "");
  const { source, flags } = translated;
  return tryCompile(source, `${flags}u`) ?? tryCompile(source, flags);
}

function tryCompile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    // The next way is tried, and after the last one the caller refuses.
    return undefined;
  }
}

function escapeLines(text: string): string {
  return text.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
