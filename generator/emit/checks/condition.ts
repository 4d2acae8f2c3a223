import { quote } from "../../source-file.js";
import type { Scope } from "./scope.js";

/** One test of a value, as code, and what is said when it fails. */
export interface Condition {
  /** JavaScript expression that is true when the value passes. */
  readonly good: string;
  /** The same, negated. */
  readonly bad: string;
  readonly keyword: string;
  /** JavaScript expression of what is expected: a string literal, or the name of a list of values. */
  readonly expected: string;
}

/** A condition that a call of a runtime function decides, or its negation. */
export function condition(test: { good: string } | { bad: string }, keyword: string, message: string): Condition {
  const good = "good" in test ? test.good : negated(test.bad);
  const bad = "bad" in test ? test.bad : negated(test.good);
  return { good, bad, keyword, expected: quote(message) };
}

/** The condition, but only for values that pass `guard`. */
export function guarded(guard: string, inner: Condition): Condition {
  return { ...inner, good: `(!(${guard}) || ${inner.good})`, bad: `${guard} && ${inner.bad}` };
}

/** A call or a name can be negated as it stands. */
export function negated(expression: string): string {
  if (/^!?[\w$.]+(\([^()]*\))?$/.test(expression))
    return expression.startsWith("!") ? expression.slice(1) : `!${expression}`;
  return `!(${expression})`;
}

/** The call that notes a failed condition down; true when that ends the check. Nothing where faults are not named. */
export function stopCall(scope: Scope, { keyword, expected }: Condition, path: string): string {
  return scope.isQuiet ? "" : `${scope.use("stop")}(${path}, ${quote(keyword)}, ${expected})`;
}

/** Code that stops the check, or collects a fault and goes on, when the value fails a condition. */
export function stopLines(
  scope: Scope,
  condition: Condition,
  { path, guard = "" }: { path: string; guard?: string },
): string[] {
  return conditional(guard === "" ? [condition.bad] : [guard, condition.bad], stopCall(scope, condition, path));
}

/** Room for a statement on a line of 120, two levels deep. */
const LINE = 116;

/** Returns false when all tests hold and then `call` does, if any; on several lines where one would be too long. */
export function conditional(tests: readonly string[], call: string): string[] {
  if (tests.length === 0) return [call === "" ? "return false;" : `if (${call}) return false;`];
  const line = `if (${joined([...tests, ...(call === "" ? [] : [call])], "&&")}) return false;`;
  if (line.length <= LINE) return [line];
  const head = `if (${tests.length === 1 ? tests[0] : joined(tests, "&&")})`;
  if (head.length <= LINE || tests.length === 1) return block(head, conditional([], call));
  return block(`if (${joined(tests.slice(0, -1), "&&")})`, conditional(tests.slice(-1), call));
}

/** `if (a && b)` as the head of a block, one part on each line where they do not fit on one. */
export function blockIf(parts: readonly string[], lines: readonly string[]): string[] {
  const line = `if (${joined(parts, "&&")})`;
  if (line.length <= LINE || parts.length < 2) return block(line, lines);
  const [first = "", ...rest] = parts.map(bracketed);
  return ["if (", ...indented([first, ...rest.map((part) => `&& ${part}`)]), ") {", ...indented(lines), "}"];
}

export function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...indented(lines), "}"];
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? line : `  ${line}`));
}

/** Parentheses around an expression whose outermost operator binds weaker than `&&`. */
export function bracketed(expression: string): string {
  return hasWeakOperator(expression) ? `(${expression})` : expression;
}

/** Expressions with an operator between, in parentheses where they bind weaker than it. */
export function joined(expressions: readonly string[], operator: "&&" | "||"): string {
  if (operator === "||") return expressions.join(" || ");
  return expressions.map(bracketed).join(" && ");
}

function hasWeakOperator(expression: string): boolean {
  if (!expression.includes("||") && !expression.includes(" ? ")) return false;
  let depth = 0;
  for (const part of expression.match(/"(?:[^"\\]|\\.)*"|\|\||\?(?!\.)|[()[\]]|[^"()[\]|?]+|./g) ?? []) {
    if (part === "(" || part === "[") depth += 1;
    else if (part === ")" || part === "]") depth -= 1;
    else if (depth === 0 && (part === "||" || part === "?")) return true;
  }
  return false;
}
