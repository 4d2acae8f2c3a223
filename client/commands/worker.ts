import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { loadExecutors } from "../executors/executors-file.js";
import { runLoggedWorker, type Log } from "../executors/logged-worker.js";
import { SettingsError } from "../executors/yaml-cursor.js";
import type { Executors } from "../worker/job.js";
import { connect, withAccessOptions, type AccessOptions } from "./connection.js";
import { CommandError, FAILED } from "./exit-codes.js";
import { runCommand } from "./run-command.js";
import { printable } from "./table.js";
import { processTerminal, type Terminal } from "./terminal.js";

interface WorkerArguments extends AccessOptions {
  readonly executors: string;
  readonly workers: number;
  readonly name?: string;
  readonly drain: number;
}

/** Runs `specwright worker ...`; resolves with the exit code. */
export function runWorkers(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  return runCommand(argv, terminal, () => {
    const program = new Command("specwright worker")
      .description("Run jobs of a JobSpec daemon.")
      .showHelpAfterError('("specwright help worker" tells more)');
    const run = program.command("run").description("Claim jobs and run a command for each, until interrupted.");
    withAccessOptions(run)
      .requiredOption("--executors <file>", "says which command runs the jobs of each type")
      .option("--workers <count>", "how many jobs are run at a time", parseCount, 1)
      .option("--name <name>", "name of the worker in the ledger; one is made up when absent")
      .option("--drain <seconds>", "how long jobs may go on after SIGTERM", parseDrain, 10)
      .addHelpText("after", "\nExit codes: 0 drained, 1 refused or wrong executors, 2 wrong arguments, 3 no daemon.")
      .action((options: WorkerArguments) => work(options, terminal));
    return program;
  });
}

async function work(options: WorkerArguments, terminal: Terminal): Promise<void> {
  const executors = await load(options, terminal);
  const { client } = await connect(options, terminal);
  const { json, workers, name, drain } = options;
  const log: Log = (level, fields, message) => {
    terminal.note(
      json ? JSON.stringify({ level, message, ...fields }) : printable(`${message} ${JSON.stringify(fields)}`),
    );
  };
  log("info", { url: client.baseUrl, jobTypes: Object.keys(executors), workers }, "waiting for jobs");
  await runLoggedWorker({ ...client, timeoutMs: 0 }, executors, {
    signal: terminal.signal,
    ...(name !== undefined && { worker: name }),
    concurrency: workers,
    drainMs: drain * 1000,
    log,
  });
}

async function load({ executors: file, root }: WorkerArguments, { environment }: Terminal): Promise<Executors> {
  try {
    return await loadExecutors(file, { root: resolve(root), environment });
  } catch (fault) {
    if (fault instanceof SettingsError) throw new CommandError(fault.message, FAILED);
    throw fault;
  }
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A number from 1 to 999.");
}

function parseDrain(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Not a number of seconds.");
}
