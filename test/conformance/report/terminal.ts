import type { Result } from "../run/outcome.js";
import { describeResult } from "./describe.js";
import { LEVEL_NAMES, VERDICTS, summarize, verdictOf, type Verdict } from "./summary.js";

/** Colours a text for a terminal; gives it back as it is elsewhere. */
export type Paint = (style: "red" | "green" | "yellow" | "bold", text: string) => string;

const TITLES: Readonly<Record<Verdict, string>> = {
  passed: "passed",
  failed: "failed",
  "no-longer-failing": "no longer failing",
  "known-failing": "known failing",
  "not-observable": "not observable",
  "not-claimed": "not claimed",
};
/** Columns that are only shown when some level has such results. */
const RARE: readonly Verdict[] = ["no-longer-failing", "known-failing"];

/** What people read after a run: each failure, what could not be seen and why, and a table of the levels. */
export function terminalReport(results: readonly Result[], paint: Paint): string {
  const told = results.filter((result) => ["failed", "no-longer-failing"].includes(verdictOf(result)));
  return [...told.map((result) => failureText(result, paint)), ...unobservable(results), table(results, paint)].join(
    "\n",
  );
}

function failureText(result: Result, paint: Paint): string {
  const lines = describeResult(result).map((line) => `  ${printable(line)}`);
  return `${paint("red", "failed")} ${paint("bold", result.id)}: ${result.title}\n${lines.join("\n")}\n`;
}

/** One line for each reason, with the cases that it keeps from being seen. */
function unobservable(results: readonly Result[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const result of results.filter((one) => verdictOf(one) === "not-observable")) {
    const reason = describeResult(result).join(" ");
    reasons.set(reason, [...(reasons.get(reason) ?? []), result.id]);
  }
  const lines = [...reasons].map(([reason, ids]) => `not observable, ${printable(reason)}: ${ids.join(", ")}`);
  return lines.length === 0 ? [] : [...lines, ""];
}

function table(results: readonly Result[], paint: Paint): string {
  const levels = summarize(results);
  const columns = VERDICTS.filter(
    (verdict) => !RARE.includes(verdict) || levels.some(({ counts }) => counts[verdict] > 0),
  );
  const head = ["level", ...columns.map((verdict) => TITLES[verdict])];
  const rows = levels.map(({ level, counts }) => [
    `${level} ${LEVEL_NAMES[level]}`,
    ...columns.map((verdict) => (counts[verdict] === 0 ? "-" : String(counts[verdict]))),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join("  ");
  const colored = levels.map(({ counts }, index) => {
    const failed = counts.failed + counts["no-longer-failing"];
    const style = failed > 0 ? "red" : counts.passed > 0 ? "green" : undefined;
    const text = line(rows[index] ?? []);
    return style === undefined ? text : paint(style, text);
  });
  return [paint("bold", line(head)), ...colored].join("\n");
}

/** What a daemon sent, as a terminal may show it. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
