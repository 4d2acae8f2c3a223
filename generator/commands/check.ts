import { join } from "node:path";
import { Command } from "commander";
import { compare, type Drift } from "../check.js";
import { readTree } from "../files.js";
import { CONFIG_FILE, generateProject } from "../project.js";
import { expectShortRun } from "../short-run.js";
import { colored, print, printError } from "../terminal.js";
import { printProgress } from "./progress.js";
import { FAILED, OK, runCommand } from "./run-command.js";

/** Runs `specwright check`; resolves with the exit code. */
export function runCheck(argv: readonly string[]): Promise<number> {
  expectShortRun();
  return runCommand(argv, (exit) =>
    new Command("specwright check")
      .description(`Fail, with a diff, when generated files are not what ${CONFIG_FILE} makes of the contracts.`)
      .action(async () => exit(await check())),
  );
}

async function check(): Promise<number> {
  const { out, files } = generateProject(printProgress);
  const drifts = compare(files, readTree(out));
  if (drifts.length === 0) {
    print(`${files.size} files are up to date`);
    return OK;
  }
  // Loaded now, since most checks find nothing.
  const { unifiedDiff } = await import("../drift-diff.js");
  for (const drift of drifts) printDrift(join(out, drift.path), drift.kind, unifiedDiff(drift));
  printError(`${drifts.length} of the files in ${out} drifted from the contracts; run "specwright generate"`);
  return FAILED;
}

function printDrift(path: string, kind: Drift["kind"], diff: string): void {
  print(colored("bold", `${kind}: ${path}`));
  print(diff.split("\n").map(colorDiffLine).join("\n"));
}

function colorDiffLine(line: string): string {
  if (line.startsWith("+")) return colored("green", line);
  return line.startsWith("-") ? colored("red", line) : line;
}
