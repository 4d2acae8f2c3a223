#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { Command, CommanderError } from "commander";
import { compare, type Drift } from "./check.js";
import { ContractError } from "./document/contract-error.js";
import { readTree, removeFiles, writeFiles } from "./files.js";
import { CONFIG_FILE, generateDocument, generateProject, packageRoot, type Progress } from "./project.js";

/** Exit codes, the same for every command. */
const OK = 0;
const FAILED = 1;
const USAGE = 2;

/** A command that another part of the package runs: its own arguments in, an exit code out. */
interface OtherPart {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<(argv: readonly string[]) => Promise<number>>;
}

/** Loaded when they are asked for, and by nothing else of the generator (docs/decisions/0004). */
const OTHER_PARTS: readonly OtherPart[] = [
  {
    name: "daemon",
    description: "Run the JobSpec daemon",
    load: async () => (await import("../server/main.js")).runDaemon,
  },
  {
    name: "ledger",
    description: "Verify, repair, export or back up a daemon's ledger",
    load: async () => (await import("../server/ledger-commands/main.js")).runLedger,
  },
  {
    name: "jobs",
    description: "Submit, list, show, cancel and watch jobs of a daemon",
    load: async () => (await import("../client/commands/jobs.js")).runJobs,
  },
  {
    name: "events",
    description: "Print or follow the events of a daemon",
    load: async () => (await import("../client/commands/events.js")).runEvents,
  },
];

/** Runs the command line; resolves with the exit code. The only file of the generator that prints. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode = OK;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? OK : USAGE;
    if (!isUserError(error)) throw error;
    printError(error.message);
    return FAILED;
  }
}

function createProgram(exit: (code: number) => void): Command {
  const program = new Command("specwright")
    .description("Turns an OpenAPI contract into a server that cannot lie about it and a client that cannot misuse it.")
    .version(version())
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText("after", "\nExit codes: 0 done, 1 a contract is wrong or generated files drifted, 2 wrong arguments.");
  program
    .command("generate")
    .description(`Generate types, validators, server and client of a contract, or of all in ${CONFIG_FILE}.`)
    .argument("[contract]", "OpenAPI 3.0, 3.1 or 3.2 document, YAML or JSON")
    .option("--out <folder>", "where the files of CONTRACT go")
    .action((contract: string | undefined, options: { out?: string }) => exit(runGenerate(contract, options.out)));
  program
    .command("check")
    .description(`Fail, with a diff, when generated files are not what ${CONFIG_FILE} makes of the contracts.`)
    .action(() => exit(runCheck()));
  for (const { name, description, load } of OTHER_PARTS) {
    program
      .command(name)
      .description(`${description}; see "specwright ${name} --help".`)
      .argument("[arguments...]")
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (rest: string[]) => {
        const run = await load();
        exit(await run(rest));
      });
  }
  return program;
}

function runGenerate(contract: string | undefined, out: string | undefined): number {
  if ((contract === undefined) !== (out === undefined)) {
    printError(contract === undefined ? "--out goes with a contract" : "where should the files go? Add --out FOLDER");
    return USAGE;
  }
  if (contract !== undefined && out !== undefined) {
    const { files } = generateDocument(contract, out, printProgress);
    print(`${writeFiles(out, files).length} of ${files.size} files written to ${out}`);
    return OK;
  }
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

function runCheck(): number {
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

function isUserError(error: unknown): error is Error {
  return (
    error instanceof ContractError ||
    (error instanceof Error && "code" in error && typeof error.code === "string" && "path" in error)
  );
}

function version(): string {
  const text = readFileSync(join(packageRoot(), "package.json"), "utf8");
  const manifest = JSON.parse(text) as { version: string }; // our own file
  return manifest.version;
}

const printProgress: Progress = ({ document, files, seconds }) => {
  if (process.stderr.isTTY || seconds > 1)
    process.stderr.write(`${document}: ${files} files in ${seconds.toFixed(2)} s\n`);
};

function printDrift(out: string, { kind, path, diff }: Drift): void {
  print(colored("bold", `${kind}: ${join(out, path)}`, process.stdout));
  print(diff.split("\n").map(colorDiffLine).join("\n"));
}

function colorDiffLine(line: string): string {
  if (line.startsWith("+")) return colored("green", line, process.stdout);
  return line.startsWith("-") ? colored("red", line, process.stdout) : line;
}

function printError(text: string): void {
  process.stderr.write(`${colored("red", text, process.stderr)}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function colored(style: "red" | "green" | "bold", text: string, stream: NodeJS.WriteStream): string {
  return stream.isTTY && process.env["NO_COLOR"] === undefined ? styleText(style, text) : text;
}

process.exitCode = await main(process.argv.slice(2));
