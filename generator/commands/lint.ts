import { Command } from "commander";
import { CONFIG_FILE } from "../config-file.js";
import { readConfig } from "../config.js";
import type { Finding } from "../findings/finding.js";
import { lintContract } from "../lint/lint-contract.js";
import { readText, type ContractFiles } from "../load-contract.js";
import { tellFindings, withFindingsOptions, type FindingsOptions } from "./findings-options.js";
import { append, runCommand, USAGE } from "./run-command.js";
import { printError, showStep } from "../terminal.js";

interface LintOptions extends FindingsOptions {
  readonly overlay?: readonly string[];
}

/** Runs `specwright lint ...`; resolves with the exit code. */
export function runLint(argv: readonly string[]): Promise<number> {
  return runCommand(argv, (exit) =>
    withFindingsOptions(
      new Command("specwright lint")
        .description("Tell what is wrong with contracts, their own examples included (docs/lint.md).")
        .argument("[contracts...]", `OpenAPI documents; without any, those of ${CONFIG_FILE} with their overlays`)
        .option("--overlay <file>", "overlay of the one CONTRACT; may be given several times", append),
    ).action(async (documents: string[], options: LintOptions) => exit(await lint(documents, options))),
  );
}

async function lint(documents: readonly string[], options: LintOptions): Promise<number> {
  const { overlay: overlays = [] } = options;
  if (overlays.length > 0 && documents.length !== 1) {
    printError("--overlay goes with one contract");
    return USAGE;
  }
  const contracts: readonly ContractFiles[] =
    documents.length > 0
      ? documents.map((document) => ({ document, overlays }))
      : readConfig(CONFIG_FILE, readText(CONFIG_FILE)).contracts;
  const found: Finding[] = [];
  for (const contract of contracts) {
    const step = (what: string): void => showStep(`${contract.document}: ${what}`);
    found.push(...(await lintContract(contract, readText, step)));
  }
  return tellFindings(found, options);
}
