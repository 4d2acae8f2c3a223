import { join } from "node:path";
import { Command } from "commander";
import { compare, type Drift } from "../check.js";
import { readTree } from "../files.js";
import { CONFIG_FILE, generateProject } from "../project.js";
import { colored, print, printError } from "../terminal.js";
import { printProgress } from "./progress.js";
import { FAILED, OK, runCommand } from "./run-command.js";

/** Runs `specwright check`; resolves with the exit code. */
export function runCheck(argv: readonly string[]): Promise<number> {
  return runCommand(argv, (exit) =>
    new Command("specwright check")
      .description(`Fail, with a diff, when generated files are not what ${CONFIG_FILE} makes of the contracts.`)
      .action(() => exit(check())),
  );
}

function check(): number {
  const { out, files } = generateProject(printProgress);
  const drifts = compare(files, readTree(out));
  for (const drift of drifts) printDrift(out, drift);
  if (drifts.length === 0) {
    print(`${files.size} files are up to date`);
    return OK;
  }
  printError(`${drifts.length} of the files in ${out} drifted from the contracts; run "specwright generate"`);
  return FAILED;
}

function printDrift(out: string, { kind, path, diff }: Drift): void {
  print(colored("bold", `${kind}: ${join(out, path)}`));
  print(diff.split("\n").map(colorDiffLine).join("\n"));
}

function colorDiffLine(line: string): string {
  if (line.startsWith("+")) return colored("green", line);
  return line.startsWith("-") ? colored("red", line) : line;
}
