import { join } from "node:path";
import { Command } from "commander";
import { compare } from "../check.js";
import { readTree, removeFiles, writeFiles } from "../files.js";
import { CONFIG_FILE, generateDocument, generateProject } from "../project.js";
import { expectShortRun } from "../short-run.js";
import { print, printError } from "../terminal.js";
import { printProgress } from "./progress.js";
import { OK, runCommand, USAGE } from "./run-command.js";

/** Runs `specwright generate ...`; resolves with the exit code. */
export function runGenerate(argv: readonly string[]): Promise<number> {
  expectShortRun();
  return runCommand(argv, (exit) =>
    new Command("specwright generate")
      .description(`Generate types, validators, server and client of a contract, or of all in ${CONFIG_FILE}.`)
      .argument("[contract]", "OpenAPI 3.0, 3.1 or 3.2 document, YAML or JSON")
      .option("--out <folder>", "where the files of CONTRACT go")
      .action((contract: string | undefined, options: { out?: string }) => exit(generate(contract, options.out))),
  );
}

function generate(contract: string | undefined, out: string | undefined): number {
  if ((contract === undefined) !== (out === undefined)) {
    printError(contract === undefined ? "--out goes with a contract" : "where should the files go? Add --out FOLDER");
    return USAGE;
  }
  if (contract === undefined || out === undefined) return generateConfigured();
  const { files } = generateDocument(contract, out, printProgress);
  print(`${writeFiles(out, files).length} of ${files.size} files written to ${out}`);
  return OK;
}

function generateConfigured(): number {
  const output = generateProject(printProgress);
  const stale = compare(output.files, readTree(output.out))
    .filter((drift) => drift.kind === "extra")
    .map((drift) => drift.path);
  const written = writeFiles(output.out, output.files);
  removeFiles(output.out, stale);
  for (const path of written) print(`wrote ${join(output.out, path)}`);
  for (const path of stale) print(`removed ${join(output.out, path)}`);
  print(`${output.files.size} files, ${written.length} written, ${stale.length} removed`);
  return OK;
}
