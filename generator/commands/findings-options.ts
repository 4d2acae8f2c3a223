import { Option, type Command } from "commander";
import { judge, readAcceptances } from "../findings/accepted.js";
import { isAtLeast, SEVERITIES, type Finding, type Severity } from "../findings/finding.js";
import { FORMATS, formatJudgement, type Format } from "../findings/format.js";
import { readText } from "../load-contract.js";
import { colored, print } from "../terminal.js";
import { FAILED, OK } from "./run-command.js";

/** Options of commands that end in findings. */
export interface FindingsOptions {
  readonly format: Format;
  readonly failOn: Severity;
  readonly ignore?: string;
}

/** Adds the options that `diff` and `lint` share. */
export function withFindingsOptions(command: Command): Command {
  return command
    .addOption(new Option("--format <format>", "how findings are told").choices(FORMATS).default("text"))
    .addOption(new Option("--fail-on <severity>", "least severity that fails").choices(SEVERITIES).default("error"))
    .option("--ignore <file>", "YAML list of accepted findings, each with rule and reason, and where: at, message")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing to fail on, 1 findings or a contract that is wrong, 2 wrong arguments.",
    );
}

const STYLES = { error: "red", warning: "yellow", info: "dim" } as const;

/** Tells the findings that are not accepted; gives the exit code. */
export function tellFindings(findings: readonly Finding[], { format, failOn, ignore }: FindingsOptions): number {
  const acceptances = ignore === undefined ? [] : readAcceptances(ignore, readText(ignore));
  const judgement = judge(findings, acceptances);
  const text = formatJudgement(judgement, format, (severity, word) => colored(STYLES[severity], word));
  if (text !== "") print(text);
  return judgement.findings.some(({ severity }) => isAtLeast(severity, failOn)) ? FAILED : OK;
}
