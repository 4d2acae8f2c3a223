import { basename, dirname, resolve } from "node:path";

import { Command, CommanderError } from "commander";

import { encodeRecord } from "../kernel/ledger/record.js";
import { LockedError, lockDirectory } from "../kernel/ports/directory-lock.js";
import { fileStorage } from "../kernel/ports/file-storage.js";
import { faultReason } from "../kernel/ports/storage.js";
import { DAEMON_DIRECTORY } from "../jobspec/runtime.js";
import { copyLedger } from "./copy.js";
import { repairLedger } from "./repair.js";
import type { LedgerReport } from "./report.js";
import { isSound, renderReport, reportOf } from "./report.js";
import { surveyLedger } from "./survey-ledger.js";

/** Exit codes, the same for every command. */
const OK = 0;
const FAILED = 1;
const USAGE = 2;

interface Options {
  readonly root: string;
  readonly apply?: boolean;
}

type Run = (options: Options, target: string) => Promise<number>;

/**
 * Runs `specwright ledger ...` and resolves with the exit code: 0 for a sound ledger or a command that did what it was
 * asked, 1 for a damaged or missing ledger or a failure, 2 for wrong arguments. Only `repair --apply` changes the
 * ledger; everything else may run beside a daemon.
 */
export async function runLedger(argv: readonly string[]): Promise<number> {
  let exitCode = OK;
  const program = new Command("specwright ledger").description("Look after the ledger of a daemon.").exitOverride();
  const add = (name: string, description: string, run: Run): Command =>
    program
      .command(name)
      .description(description)
      .option("--root <directory>", "directory of the project", ".")
      .exitOverride()
      .action(async (...parts: unknown[]) => {
        const command = parts.at(-1) as Command; // what commander passes last
        exitCode = await run(command.opts<Options>(), command.args[0] ?? "");
      });
  add("verify", "Read every record and say whether the ledger is sound.", verify);
  add("inspect", "The same as one JSON object, with every finding.", inspect);
  add("repair", "Say what a repair would leave out, and do it with --apply (with no daemon running).", repair).option(
    "--apply",
    "write the ledger anew from what can be read; the old one goes to quarantine/",
  );
  add("export", "Print every event as the reference writes it, without seals.", exportEvents);
  add("backup", "Copy what is durable into a new file; a daemon may be running.", backup).argument("<file>");
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? OK : USAGE;
    const message = fault instanceof LockedError ? `a daemon is running: ${fault.message}` : failure(fault);
    process.stderr.write(`${message}\n`);
    return FAILED;
  }
  return exitCode;
}

async function verify({ root }: Options): Promise<number> {
  const report = await survey(root);
  if (report === undefined) return FAILED;
  process.stdout.write(renderReport(report));
  return isSound(report) ? OK : FAILED;
}

async function inspect({ root }: Options): Promise<number> {
  const report = await survey(root);
  if (report === undefined) return FAILED;
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return isSound(report) ? OK : FAILED;
}

async function repair({ root, apply = false }: Options): Promise<number> {
  const report = await survey(root);
  if (report === undefined) return FAILED;
  process.stdout.write(renderReport(report));
  if (isSound(report)) {
    process.stdout.write("nothing to repair\n");
    return OK;
  }
  const { events, corrupt } = report;
  if (!apply) {
    process.stdout.write(`a repair would keep ${events} events and leave out ${corrupt.length} lines; add --apply\n`);
    return FAILED;
  }
  const lock = await lockDirectory(resolve(root, DAEMON_DIRECTORY, "daemon.lock"));
  try {
    const repaired = await repairLedger(fileStorage(resolve(root)));
    process.stdout.write(`kept ${repaired?.events ?? 0} events; the old ledger is ${repaired?.copy ?? "gone"}\n`);
  } finally {
    await lock.release();
  }
  return OK;
}

async function exportEvents({ root }: Options): Promise<number> {
  const found = await surveyLedger(fileStorage(resolve(root)), (event) => {
    process.stdout.write(encodeRecord(event));
  });
  await found?.file.close();
  return found === undefined ? missing() : OK;
}

async function backup({ root }: Options, target: string): Promise<number> {
  const found = await surveyLedger(fileStorage(resolve(root)));
  if (found === undefined) return missing();
  const { file, scan } = found;
  const path = resolve(target);
  const storage = fileStorage(dirname(path));
  await copyLedger(file, { storage, path: basename(path), endBytes: scan.staysBytes });
  await storage.syncDirectory(".");
  await file.close();
  process.stdout.write(`${scan.events} events, ${scan.staysBytes} bytes: ${path}\n`);
  return OK;
}

async function survey(root: string): Promise<LedgerReport | undefined> {
  const found = await surveyLedger(fileStorage(resolve(root)));
  await found?.file.close();
  if (found !== undefined) return reportOf(found);
  missing();
  return undefined;
}

function missing(): number {
  process.stderr.write(`${DAEMON_DIRECTORY}/ledger.jsonl: no such file or directory\n`);
  return FAILED;
}

/** The system's reason for a failed call; anything else is a fault of ours and thrown on. */
function failure(fault: unknown): string {
  if (fault instanceof Error && ("syscall" in fault || "code" in fault)) return `ledger: ${faultReason(fault)}`;
  throw fault;
}
