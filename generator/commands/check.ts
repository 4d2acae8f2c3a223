import { join } from "node:path";
import { Command } from "commander";
import { compare, type Drift } from "../check.js";
import { CONFIG_FILE } from "../config-file.js";
import { readTree } from "../files.js";
import { generateProject } from "../project.js";
import { expectShortRun } from "../short-run.js";
import { jsonReport, textReport, type Report } from "./report.js";
import { EXIT_CODES_HELP, FAILED, isUserError, OK, runCommand } from "./run-command.js";

/** Runs `specwright check`; resolves with the exit code. */
export function runCheck(argv: readonly string[]): Promise<number> {
  expectShortRun();
  return runCommand(argv, (exit) =>
    new Command("specwright check")
      .description(`Fail, with a diff, when generated files are not what ${CONFIG_FILE} makes of the contracts.`)
      .option("--json", "tell machines: one JSON object a line")
      .addHelpText("after", EXIT_CODES_HELP)
      .action(async ({ json }: { json?: boolean }) => exit(await check(json === true ? jsonReport : textReport))),
  );
}

async function check(report: Report): Promise<number> {
  try {
    const { out, files } = generateProject({ progress: report.progress, step: report.step });
    const drifts = compare(files, readTree(out));
    if (drifts.length > 0) await tellDrifts(out, drifts, report);
    report.checked({ out, files: files.size, drifted: drifts.length });
    return drifts.length === 0 ? OK : FAILED;
  } catch (error) {
    if (!isUserError(error)) throw error;
    report.fault(error);
    return FAILED;
  }
}

async function tellDrifts(out: string, drifts: readonly Drift[], report: Report): Promise<void> {
  // Loaded only now, since most checks find nothing.
  const { unifiedDiff } = await import("../drift-diff.js");
  for (const drift of drifts) report.drift(join(out, drift.path), drift.kind, unifiedDiff(drift));
}
