/** Judging implementations of JobSpec from a program: `specwright/conformance`. docs/conformance.md shows it in use. */
export { judgeJobspec, type JudgeOptions } from "./judge.js";
export { jsonReport, type ReportHead } from "./report/json.js";
export { junitReport } from "./report/junit.js";
export { isConforming, summarize, verdictOf, type LevelSummary, type Verdict } from "./report/summary.js";
export { terminalReport, type Paint } from "./report/terminal.js";
export { KnownFailing } from "./run/known-failing.js";
export type { Failure, Outcome, Result } from "./run/outcome.js";
export type { Basis, Control, Level, Need } from "./suite/case.js";
