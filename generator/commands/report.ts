import type { Drift } from "../check.js";
import { ContractError } from "../document/contract-error.js";
import type { Done, Progress } from "../project.js";
import type { Step } from "../step.js";
import { colored, print, printError, printNote, showStep } from "../terminal.js";
import { describeError } from "./describe-error.js";

/** What a run of `generate` did to the disk; paths as a user names them. */
export interface Changes {
  /** Files that the contracts make, changed or not. */
  readonly files: number;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** The folder of a single contract, which may hold other files too. */
  readonly out?: string;
}

/** How a run of the generator is told: to people, or to machines. */
export interface Report {
  /** A contract is generated. */
  readonly progress: Progress;
  readonly step: Step;
  changes(changes: Changes): void;
  /** A file that is not what its contract makes of it, with a unified diff. */
  drift(path: string, kind: Drift["kind"], diff: string): void;
  /** The end of a check. */
  checked(result: { readonly out: string; readonly files: number; readonly drifted: number }): void;
  /** Faults of a contract, or one of the system, which the user can mend. */
  fault(error: Error): void;
}

/** Of one file's diff, for people: a file that is missing may have a hundred thousand lines. */
const MOST_DIFF_LINES = 200;

/** Lines for people. */
export const textReport: Report = {
  progress: ({ document, files, seconds, notes }: Done) => {
    for (const note of notes) printNote(note);
    // Elsewhere than on a terminal only what takes long is worth a line.
    if (process.stderr.isTTY || seconds > 1) printNote(`${document}: ${files} files in ${seconds.toFixed(2)} s`);
  },
  step: showStep,
  changes: ({ files, written, removed, out }) => {
    if (out === undefined) for (const path of written) print(`wrote ${path}`);
    for (const path of removed) print(`removed ${path}`);
    if (out !== undefined) return print(`${written.length} of ${files} files written to ${out}`);
    print(`${files} files, ${written.length} written, ${removed.length} removed`);
  },
  drift: (path, kind, diff) => {
    print(colored("bold", `${kind}: ${path}`));
    const lines = diff.split("\n");
    const shown = lines.slice(0, MOST_DIFF_LINES).map(colorDiffLine);
    const left = lines.length - shown.length;
    print([...shown, ...(left === 0 ? [] : [`... ${left} more lines`])].join("\n"));
  },
  checked: ({ out, files, drifted }) => {
    if (drifted === 0) print(`${files} files are up to date`);
    else printError(`${drifted} of the files in ${out} drifted from the contracts; run "specwright generate"`);
  },
  fault: (error) => printError(describeError(error)),
};

/** One JSON object a line on standard output, each with its `event` (docs/generator.md lists them). */
export const jsonReport: Report = {
  progress: (done) => print(JSON.stringify({ event: "contract", ...done, seconds: Number(done.seconds.toFixed(3)) })),
  // Machines wait.
  step: () => undefined,
  changes: ({ files, written, removed }) => {
    for (const path of written) print(JSON.stringify({ event: "file", change: "written", path }));
    for (const path of removed) print(JSON.stringify({ event: "file", change: "removed", path }));
    print(JSON.stringify({ event: "generated", files, written: written.length, removed: removed.length }));
  },
  drift: (path, kind, diff) => print(JSON.stringify({ event: "drift", kind, path, diff })),
  checked: (result) => print(JSON.stringify({ event: "checked", ...result })),
  fault: (error) => {
    if (!(error instanceof ContractError))
      return print(JSON.stringify({ event: "error", message: describeError(error) }));
    for (const { reason, place } of error.faults) print(JSON.stringify({ event: "error", message: reason, ...place }));
  },
};

function colorDiffLine(line: string): string {
  if (line.startsWith("+")) return colored("green", line);
  return line.startsWith("-") ? colored("red", line) : line;
}
