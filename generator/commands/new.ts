import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { writeFiles } from "../files.js";
import { newProject } from "../scaffold/new-project.js";
import { print, printError } from "../terminal.js";
import { FAILED, OK, runCommand } from "./run-command.js";

interface Options {
  readonly contract: string;
  readonly dryRun?: boolean;
}

/** Runs `specwright new ...`; resolves with the exit code. */
export function runNew(argv: readonly string[]): Promise<number> {
  return runCommand(argv, (exit) =>
    new Command("specwright new")
      .description("Make the project of a runtime that serves a contract.")
      .argument("<name>", "folder to make, and name of the package", parseName)
      .requiredOption("--contract <file>", "OpenAPI document; it is copied, with the files that it refers to")
      .option("--dry-run", "only tell what would be written")
      .addHelpText("after", "\nExit codes: 0 done, 1 a contract is wrong or the folder is taken, 2 wrong arguments.")
      .action((name: string, options: Options) => exit(create(name, options))),
  );
}

function parseName(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(text))
    throw new InvalidArgumentError("Write lower-case letters, digits and hyphens, a letter first.");
  return text;
}

function create(name: string, { contract, dryRun = false }: Options): number {
  if (existsSync(name) && readdirSync(name).length > 0) {
    printError(`${name} is there already and not empty; nothing was written`);
    return FAILED;
  }
  const files = newProject({ name, contract });
  if (dryRun) {
    for (const path of [...files.keys()].sort()) print(`would write ${join(name, path)}`);
    return OK;
  }
  try {
    writeFiles(name, files);
  } catch (fault) {
    rmSync(name, { recursive: true, force: true }); // it was empty, or not there
    throw fault;
  }
  print(`${files.size} files written to ${name}\n\n  cd ${name}\n  npm install\n  npm start`);
  return OK;
}
