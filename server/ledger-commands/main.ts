import { basename, dirname, join, resolve } from "node:path";

import { Command } from "commander";

import type { VisitEvent } from "../kernel/ledger/fold.js";
import { LedgerError } from "../kernel/ledger/ledger.js";
import { encodeRecord } from "../kernel/ledger/record.js";
import { systemClock } from "../kernel/ports/clock.js";
import { DirectoryError, privateDirectory, realDirectory } from "../kernel/ports/private-directory.js";
import { LockedError, lockDirectory } from "../kernel/ports/directory-lock.js";
import { fileStorage } from "../kernel/ports/file-storage.js";
import type { Storage } from "../kernel/ports/storage.js";
import { faultReason } from "../kernel/ports/storage.js";
import { DAEMON_DIRECTORY } from "../jobspec/ledger-place.js";
import type { Exit } from "../run-command.js";
import { FAILED, OK, runCommand } from "../run-command.js";
import { archiveFile, filesToArchive } from "./archive.js";
import { copyBytes } from "../kernel/ledger/copy.js";
import { withProgress } from "./progress.js";
import { RepairError, planRepair, repairLedger } from "./repair.js";
import { counted, isSound, renderReport, renderSteps, reportOf } from "./report.js";
import type { SurveyedLedger } from "./survey-ledger.js";
import { noLedger, surveyLedger } from "./survey-ledger.js";

interface Options {
  readonly root: string;
  readonly apply?: boolean;
}

type Run = (options: Options, target: string) => Promise<number>;

/**
 * Runs `specwright ledger ...` and resolves with the exit code: 0 for a sound ledger or a command that did what it was
 * asked, 1 for a damaged or missing ledger or a failure, 2 for wrong arguments. Only with `--apply` anything is
 * changed; everything else may run beside a daemon.
 */
export function runLedger(argv: readonly string[]): Promise<number> {
  return runCommand(argv, createLedger, failure);
}

function createLedger(exit: Exit): Command {
  const program = new Command("specwright ledger")
    .description("Look after the ledger of a daemon.")
    .showHelpAfterError('("specwright help ledger" tells more)')
    .addHelpText("afterAll", "\nExit codes: 0 sound or done, 1 damaged, missing or failed, 2 wrong arguments.");
  const add = (name: string, description: string, run: Run): Command =>
    program
      .command(name)
      .description(description)
      .option("--root <directory>", "directory of the project", ".")
      .action(async (...parts: unknown[]) => {
        const command = parts.at(-1) as Command; // what commander passes last
        const options = command.opts<Options>();
        await realDirectory(resolve(options.root));
        exit(await run(options, command.args[0] ?? ""));
      });
  add("verify", "Read every record and say whether the ledger is sound.", verify);
  add("inspect", "Say the same as verify in one JSON object, with every finding.", inspect);
  add("repair", "Say what a repair would leave out, and do it with --apply (with no daemon running).", repair).option(
    "--apply",
    "blank what is no event and fill what is missing; every file that is touched is copied to quarantine/ first",
  );
  add("export", "Print every event as the reference writes it, without seals.", exportEvents);
  add("backup", "Copy what is durable into a new file; a daemon may be running.", backup).argument("<file>");
  add("archive", "Say which sealed files could be compressed, and do it with --apply.", archive).option(
    "--apply",
    "compress them; they are read as before, also by a daemon that is running",
  );
  return program;
}

async function verify({ root }: Options): Promise<number> {
  const found = await survey(root);
  if (found === undefined) return missing(root);
  const report = reportOf(found);
  process.stdout.write(renderReport(report));
  return isSound(report) ? OK : FAILED;
}

async function inspect({ root }: Options): Promise<number> {
  const found = await survey(root);
  if (found === undefined) return missing(root);
  const report = reportOf(found);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return isSound(report) ? OK : FAILED;
}

async function repair({ root, apply = false }: Options): Promise<number> {
  const found = await survey(root);
  if (found === undefined) return missing(root);
  const report = reportOf(found);
  process.stdout.write(renderReport(report));
  if (isSound(report)) {
    process.stdout.write("nothing to repair\n");
    return OK;
  }
  const { events, corrupt } = report;
  process.stdout.write(renderSteps(planRepair(found)));
  if (!apply) {
    const [kept, left] = [counted(events, "event"), counted(corrupt.length, "line")];
    process.stdout.write(`a repair would keep ${kept} and leave out ${left}; add --apply\n`);
    return FAILED;
  }
  await whileLocked(root, "daemon.lock", () =>
    whileLocked(root, "archive.lock", async (storage) => {
      const repaired = await repairLedger(storage);
      process.stdout.write(`kept ${counted(repaired?.events ?? 0, "event")}\n`);
      for (const copy of repaired?.copies ?? []) process.stdout.write(`as it was: ${copy}\n`);
    }),
  );
  return OK;
}

async function exportEvents({ root }: Options): Promise<number> {
  const found = await survey(root, (event) => {
    process.stdout.write(encodeRecord(event));
  });
  return found === undefined ? missing(root) : OK;
}

async function backup({ root }: Options, target: string): Promise<number> {
  const found = await surveyLedger(fileStorage(resolve(root), "read"), telling());
  if (found === undefined) return missing(root);
  try {
    await requireOneSequence(found);
    await writeBackup(found, target);
    const { events, staysBytes } = found.scan;
    process.stdout.write(`${counted(events, "event")}, ${counted(staysBytes, "byte")}: ${resolve(target)}\n`);
  } finally {
    await found.live?.close();
  }
  return OK;
}

/** The file has its name only when it is whole: a part of a ledger is a sound ledger too, and would be taken for it. */
async function writeBackup({ bytes, scan }: SurveyedLedger, target: string): Promise<void> {
  const path = resolve(target);
  const [storage, name] = [fileStorage(dirname(path)), basename(path)];
  if ((await storage.list(".")).includes(name)) {
    const advice = "a backup overwrites nothing: name a new file, or remove this one";
    throw new RepairError(`backup to ${target}: file exists; ${advice}`);
  }
  const partial = `${name}.partial`;
  try {
    await copyBytes(bytes, { storage, path: partial, startBytes: bytes.start, endBytes: scan.staysBytes });
    await storage.rename(partial, name);
    await storage.syncDirectory(".");
  } catch (fault) {
    throw backupFault(target, fault);
  }
}

async function archive({ root, apply = false }: Options): Promise<number> {
  const found = await survey(root);
  if (found === undefined) return missing(root);
  const files = filesToArchive(found);
  if (files.length === 0) {
    process.stdout.write("nothing to archive\n");
    return OK;
  }
  if (!apply) {
    for (const { name, bytes } of files) process.stdout.write(`would compress ${name}, ${bytes} bytes; add --apply\n`);
    return OK;
  }
  await whileLocked(root, "archive.lock", async (storage) => {
    for (const file of files) {
      const bytes = await archiveFile(storage, file);
      process.stdout.write(`${file.name}.gz: ${bytes} bytes in place of ${file.bytes}\n`);
    }
  });
  return OK;
}

/** Why there is no copy, with the name of the file; a fault of ours stays as it is. */
function backupFault(target: string, fault: unknown): unknown {
  if (!(fault instanceof Error && "code" in fault)) return fault;
  if (fault.code !== "EEXIST") return new RepairError(`backup to ${target}: ${faultReason(fault)}`);
  return new RepairError(`${target}.partial: file exists; a backup is under way, or was cut off: then remove it`);
}

/** What is put into one file has to be one sequence of lines. */
async function requireOneSequence({ bytes, files, scan }: SurveyedLedger): Promise<void> {
  const [fault] = scan.faults;
  const advice = "copy the directory instead";
  if (fault !== undefined) throw new RepairError(`${fault.name}: ${fault.error}; ${advice}`);
  for (const file of files.filter((_, index) => index < files.length - 1)) {
    const last = await bytes.read(file.base + file.bytes - 1, 1);
    if (last.toString() !== "\n") throw new RepairError(`${file.name}: its last line does not end; ${advice}`);
  }
}

async function survey(root: string, visit?: VisitEvent): Promise<SurveyedLedger | undefined> {
  const found = await surveyLedger(fileStorage(resolve(root), "read"), telling(visit));
  await found?.live?.close();
  return found;
}

function telling(visit: VisitEvent = () => undefined): VisitEvent {
  return withProgress(visit, systemClock, (text) => process.stderr.write(text));
}

/** One command at a time changes sealed files, and none the file that grows while a daemon runs. */
async function whileLocked(
  root: string,
  name: "daemon.lock" | "archive.lock",
  run: (storage: Storage) => Promise<void>,
): Promise<void> {
  // As the daemon does: what belongs to somebody else, or lies behind a link, is not written.
  const real = await privateDirectory(resolve(root), DAEMON_DIRECTORY.split("/"));
  const lock = await lockDirectory(join(real, DAEMON_DIRECTORY, name));
  try {
    await run(fileStorage(real));
  } finally {
    await lock.release();
  }
}

function missing(root: string): number {
  process.stderr.write(noLedger(root));
  return FAILED;
}

function failure(fault: unknown): string | undefined {
  if (fault instanceof LockedError) return `something else is running: ${fault.message}`;
  if (fault instanceof RepairError || fault instanceof LedgerError || fault instanceof DirectoryError)
    return fault.message;
  return fault instanceof Error && "code" in fault ? `ledger: ${faultReason(fault)}` : undefined;
}
