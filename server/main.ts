import { resolve } from "node:path";

import { Command, InvalidArgumentError, Option } from "commander";

import { openLog } from "./daemon-log.js";
import { LockedError } from "./kernel/ports/directory-lock.js";
import { DirectoryError } from "./kernel/ports/private-directory.js";
import { BindError, authorityOf } from "./jobspec/bind-address.js";
import { TokenError } from "./jobspec/token.js";
import type { Exit } from "./run-command.js";
import { runCommand } from "./run-command.js";
import type { ServeOptions } from "./serve.js";
import { serve } from "./serve.js";
import type { LoadWorkers, RunWorkers } from "./workers.js";
import { parseCount } from "./workers.js";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

interface RunOptions extends ServeOptions {
  readonly executors?: string;
  readonly logLevel: string;
}

/**
 * Runs `specwright daemon ...` and resolves with the exit code: 0 after a stop by signal or for help, 1 when the
 * daemon cannot start or its ledger failed, 2 for wrong arguments. Prints its URL on standard output; its log, one
 * JSON object per line, goes to standard error. No environment variable is read but for the commands that run
 * beside it.
 */
export function runDaemon(argv: readonly string[], load?: LoadWorkers): Promise<number> {
  return runCommand(argv, (exit) => createDaemonCommand(exit, load), startFailure);
}

function createDaemonCommand(exit: Exit, load: LoadWorkers | undefined): Command {
  const program = new Command("specwright daemon")
    .description("Run the JobSpec daemon.")
    .showHelpAfterError('("specwright help daemon" tells more)');
  program
    .command("run")
    .description("Serve JobSpec on a loopback address, on the ledger below <root>/.agents/daemon.")
    .option("--root <directory>", "directory of the project", ".")
    .option("--addr <host:port>", "loopback address to listen on; port 0 takes a free one", "127.0.0.1:8765")
    .option("--token <token>", "mutation token")
    .option("--token-file <path>", "file with the mutation token, readable by its owner only; wins over --token")
    .option("--failpoints", "obey the X-AgentOps-Failpoint header (for tests of clients)")
    .option("--segment-mib <size>", "seal the ledger's file at this size, in MiB; 0 never does", parseSize, 64)
    .option("--workers <count>", "how many jobs the daemon runs itself at a time", parseCount, 0)
    .option("--executors <file>", "which command runs the jobs of each type; without it, built-in fakes do")
    .option("--metrics <host:port>", "loopback address for Prometheus to ask for /metrics; port 0 takes a free one")
    .option("--traces", "write the trace ids of traceparent headers into the log")
    .addOption(new Option("--log-level <level>", "least level that is logged").choices(LOG_LEVELS).default("info"))
    .addHelpText(
      "after",
      "\nExit codes: 0 stopped by a signal, 1 cannot start or the ledger failed, 2 wrong arguments.",
    )
    .action(async (options: RunOptions, command: Command) => {
      if (options.executors !== undefined && options.workers === 0) {
        command.error("error: --executors says what workers run, and there are none: add --workers COUNT");
      }
      exit(await run(options, load));
    });
  return program;
}

function parseSize(text: string): number {
  const size = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && Number.isFinite(size)) return size;
  throw new InvalidArgumentError("a size in MiB is a number that is not negative");
}

async function run(options: RunOptions, load: LoadWorkers | undefined): Promise<number> {
  const { logger, close } = openLog(options.logLevel);
  try {
    return await serve(options, logger, await loadWorkers(options, load));
  } finally {
    await close();
  }
}

/** Before anything else: a daemon whose workers cannot run is not to take jobs for them. */
async function loadWorkers(
  { workers: count, root, executors }: RunOptions,
  load: LoadWorkers | undefined,
): Promise<RunWorkers | undefined> {
  if (count === 0) return undefined;
  if (load === undefined) throw new Error("this program runs no workers");
  return load({ root: resolve(root), file: executors, environment: process.env });
}

function startFailure(fault: unknown): string | undefined {
  if (fault instanceof BindError || fault instanceof TokenError || fault instanceof DirectoryError)
    return fault.message;
  if (fault instanceof LockedError) return `another daemon serves this directory: ${fault.message}`;
  if (!(fault instanceof Error)) return undefined;
  if (fault.name === "SettingsError") return fault.message;
  if (isAddressInUse(fault)) return `daemon bind address is in use: ${authorityOf(fault.address, fault.port)}`;
  return "syscall" in fault ? `daemon cannot start: ${fault.message}` : undefined;
}

function isAddressInUse(fault: Error): fault is Error & { readonly address: string; readonly port: number } {
  return "code" in fault && fault.code === "EADDRINUSE";
}
