import type { Result } from "../run/outcome.js";
import { describeResult } from "./describe.js";
import { LEVELS, LEVEL_NAMES, verdictOf } from "./summary.js";

/** The report as JUnit XML: a suite for each level. What was not seen, not claimed or is known to fail is skipped. */
export function junitReport(results: readonly Result[]): string {
  const suites = LEVELS.map((level) => {
    const own = results.filter((result) => result.level === level);
    const failures = own.filter((result) => tag(result) === "failure").length;
    const skipped = own.filter((result) => tag(result) === "skipped").length;
    const name = `jobspec ${level} ${LEVEL_NAMES[level]}`;
    const head = attributes({ name, tests: own.length, failures, errors: 0, skipped, time: seconds(own) });
    const cases = own.map(caseElement).join("");
    return `  <testsuite ${head}>\n${cases}  </testsuite>\n`;
  });
  const failures = results.filter((result) => tag(result) === "failure").length;
  const head = attributes({ name: "jobspec", tests: results.length, failures, errors: 0, time: seconds(results) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${suites.join("")}</testsuites>\n`;
}

function caseElement(result: Result): string {
  const head = attributes({ classname: `jobspec.${result.level}`, name: result.id, time: seconds([result]) });
  const kind = tag(result);
  if (kind === undefined) return `    <testcase ${head}/>\n`;
  const lines = describeResult(result);
  const message = attributes({ message: kind === "failure" ? result.title : (lines[0] ?? verdictOf(result)) });
  const text = kind === "failure" ? `>${escape(lines.join("\n"))}</failure>` : "/>";
  return `    <testcase ${head}>\n      <${kind} ${message}${text}\n    </testcase>\n`;
}

function tag(result: Result): "failure" | "skipped" | undefined {
  switch (verdictOf(result)) {
    case "passed":
      return undefined;
    case "failed":
    case "no-longer-failing":
      return "failure";
    default:
      return "skipped";
  }
}

function seconds(results: readonly Result[]): string {
  return (results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escape(String(value))}"`)
    .join(" ");
}

/** Characters that XML 1.0 does not have at all are shown as U+FFFD, half a surrogate pair too. */
function escape(text: string): string {
  const NAMES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => NAMES[character] ?? character);
}
