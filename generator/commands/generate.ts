import { join } from "node:path";
import { Command } from "commander";
import { compare, type Drift } from "../check.js";
import { CONFIG_FILE } from "../config-file.js";
import { ContractError } from "../document/contract-error.js";
import type { ReadFile } from "../document/contract.js";
import { fileNames, readTree, removeFiles, writeFiles } from "../files.js";
import { readText } from "../load-contract.js";
import { generateDocument, generateProject, type Output } from "../project.js";
import { expectShortRun } from "../short-run.js";
import { header, isGenerated } from "../source-file.js";
import { printError, printNote } from "../terminal.js";
import { onChanges } from "../watch.js";
import { jsonReport, textReport, type Changes, type Report } from "./report.js";
import { EXIT_CODES_HELP, FAILED, isUserError, OK, runCommand, USAGE } from "./run-command.js";

interface Options {
  readonly out?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** What is generated: one contract into a folder, or what the configuration says. */
type Task = SingleTask | undefined;

interface SingleTask {
  readonly contract: string;
  readonly out: string;
}

/** Runs `specwright generate ...`; resolves with the exit code. */
export function runGenerate(argv: readonly string[]): Promise<number> {
  expectShortRun();
  return runCommand(argv, (exit) =>
    new Command("specwright generate")
      .description(`Generate types, validators, server, client and tools of a contract, or of all in ${CONFIG_FILE}.`)
      .argument("[contract]", "OpenAPI 3.0, 3.1 or 3.2 document, YAML or JSON")
      .option("--out <folder>", "where the files of CONTRACT go")
      .option("--watch", "generate again whenever a file changes that the contracts are read from, until SIGINT")
      .option("--json", "tell machines: one JSON object a line")
      .addHelpText("after", EXIT_CODES_HELP)
      .action(async (contract: string | undefined, options: Options) => exit(await start(contract, options))),
  );
}

async function start(contract: string | undefined, { out, watch, json }: Options): Promise<number> {
  if ((contract === undefined) !== (out === undefined)) {
    printError(contract === undefined ? "--out goes with a contract" : "where should the files go? Add --out FOLDER");
    return USAGE;
  }
  const report = json === true ? jsonReport : textReport;
  const task = contract === undefined || out === undefined ? undefined : { contract, out };
  if (watch !== true) return run(task, report, readText);
  await onChanges((read) => run(task, report, read), {
    signal: interrupted(),
    onWait: (files) => printNote(`watching ${files} ${files === 1 ? "file" : "files"}`),
  });
  return OK;
}

/** Generates, and tells; faults that the user can mend are told as well. */
function run(task: Task, report: Report, read: ReadFile): number {
  try {
    if (task === undefined) generateConfigured(report, read);
    else generateSingle(task, report, read);
    return OK;
  } catch (error) {
    if (!isUserError(error)) throw error;
    report.fault(error);
    return FAILED;
  }
}

function generateConfigured({ progress, step, changes }: Report, read: ReadFile): void {
  const { out, files } = generateProject({ progress, step, read });
  const extra = compare(files, readTree(out)).filter((drift) => drift.kind === "extra");
  requireOurs(out, extra, files);
  const stale = extra.map((drift) => drift.path);
  changes(applyFiles({ out, files }, stale));
}

/** The folder may hold other files too: of those, what says that it was generated from the same contract is stale. */
function generateSingle({ contract, out }: SingleTask, { progress, step, changes }: Report, read: ReadFile): void {
  const { files } = generateDocument(contract, out, { progress, step, read });
  const others = fileNames(out).filter((name) => /\.[jt]s$/.test(name) && !files.has(name));
  const stale = others.filter((name) => readText(join(out, name)).startsWith(header(contract)));
  changes({ ...applyFiles({ out, files }, stale), out });
}

/** Writes what differs, then removes what is stale: a `client.ts` of before would be taken for a new `client.d.ts`. */
function applyFiles({ out, files }: Output, stale: readonly string[]): Changes {
  const written = writeFiles(out, files);
  removeFiles(out, stale);
  const named = (paths: readonly string[]): string[] => paths.map((path) => join(out, path));
  return { files: files.size, written: named(written), removed: named(stale) };
}

/**
 * Before anything is removed: what stands beside the folders that are generated, and does not say that it was, is
 * somebody's work below an `out` that was badly chosen.
 */
function requireOurs(out: string, extra: readonly Drift[], files: ReadonlyMap<string, string>): void {
  const folders = new Set([...files.keys()].map(firstFolder));
  const foreign = extra.find(({ path, found }) => !folders.has(firstFolder(path)) && !isGenerated(found ?? ""));
  if (foreign === undefined) return;
  const reason = `was not generated, and ${out} is to hold nothing else: move it, remove it, or change "out"`;
  throw new ContractError(reason, { file: join(out, foreign.path), line: 1, column: 1 }, { code: "configuration" });
}

function firstFolder(path: string): string | undefined {
  return path.split("/", 1)[0];
}

/** Aborted when the process is told to stop. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
