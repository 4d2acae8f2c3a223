import { join, resolve } from "node:path";

import { Command } from "commander";

import type { VisitEvent } from "../kernel/ledger/fold.js";
import { LedgerError } from "../kernel/ledger/ledger.js";
import { systemClock } from "../kernel/ports/clock.js";
import { DirectoryError, privateDirectory, realDirectory } from "../kernel/ports/private-directory.js";
import { LockedError, lockDirectory } from "../kernel/ports/directory-lock.js";
import { fileStorage } from "../kernel/ports/file-storage.js";
import { systemIdentifiers } from "../kernel/ports/identifiers.js";
import { systemScheduler } from "../kernel/ports/scheduler.js";
import type { Storage } from "../kernel/ports/storage.js";
import { faultReason } from "../kernel/ports/storage.js";
import { isFileProjection } from "../jobspec/projections/file-paths.js";
import { outputPaths } from "../jobspec/projections/set.js";
import { PROJECTION_NAMES } from "../jobspec/queue/vocabulary.js";
import { DAEMON_DIRECTORY } from "../jobspec/ledger-place.js";
import { JobspecRuntime } from "../jobspec/runtime.js";
import { whileTelling, withProgress } from "../ledger-commands/progress.js";
import { counted } from "../ledger-commands/report.js";
import { noLedger } from "../ledger-commands/survey-ledger.js";
import type { Exit } from "../run-command.js";
import { FAILED, OK, runCommand } from "../run-command.js";
import type { ProjectionSurvey } from "./survey.js";
import { surveyProjections } from "./survey.js";

/**
 * Runs `specwright projections ...` and resolves with the exit code: 0 for files that are as they should be, 1 when one
 * is not or the command failed, 2 for wrong arguments. Only `rebuild` changes anything, and only without a daemon.
 */
export function runProjections(argv: readonly string[]): Promise<number> {
  return runCommand(argv, createProjections, failure);
}

function createProjections(exit: Exit): Command {
  const program = new Command("specwright projections")
    .description("Look after the files that show a daemon's jobs.")
    .showHelpAfterError('("specwright help projections" tells more)')
    .addHelpText("afterAll", "\nExit codes: 0 as it should be, 1 not so or failed, 2 wrong arguments.");
  const add = (name: string, description: string, run: (root: string) => Promise<number>): void => {
    program
      .command(name)
      .description(description)
      .option("--root <directory>", "directory of the project", ".")
      .action(async ({ root }: { readonly root: string }) => {
        const real = await realDirectory(resolve(root));
        exit((await hasLedger(fileStorage(real, "read"), root)) ? await run(real) : FAILED);
      });
  };
  add("list", "Print every projection: its status by the ledger, who writes its files, and where.", list);
  add("verify", "Compare the daemon's files with a replay of the ledger; a daemon may be running.", verify);
  add("rebuild", "Write the daemon's files anew, and record it (with no daemon running).", rebuild);
  return program;
}

async function list(root: string): Promise<number> {
  const survey = await surveyProjections(fileStorage(root, "read"), telling());
  for (const name of PROJECTION_NAMES) {
    const status = survey?.isSound === false ? "degraded" : (survey?.state.manifests.get(name) ?? "current");
    const writer = isFileProjection(name) ? "daemon" : "executors";
    process.stdout.write(`${name.padEnd(19)}${status.padEnd(9)}${writer.padEnd(11)}${outputPaths(name).join(", ")}\n`);
  }
  return OK;
}

async function verify(root: string): Promise<number> {
  const survey = await surveyProjections(fileStorage(root, "read"), telling());
  if (survey === undefined) return FAILED;
  for (const line of verdicts(survey)) process.stdout.write(line);
  if (!survey.isSound) process.stderr.write(DEGRADED);
  return survey.isSound && survey.files.every(({ fault }) => fault === undefined) ? OK : FAILED;
}

const DEGRADED = 'the ledger is damaged, and so every projection is degraded ("specwright ledger verify" tells more)\n';

function verdicts({ state, files }: ProjectionSurvey): readonly string[] {
  return files.map(({ path, eventCount, fault }) => {
    const verdict = fault ?? (eventCount === state.eventCount ? "current" : `true as of event ${eventCount}`);
    return `${path}: ${verdict} (the ledger has ${counted(state.eventCount, "event")})\n`;
  });
}

async function rebuild(root: string): Promise<number> {
  // As the daemon does: what belongs to somebody else, or lies behind a link, is not written.
  await privateDirectory(root, DAEMON_DIRECTORY.split("/"));
  const storage = fileStorage(root);
  const lock = await lockDirectory(join(root, DAEMON_DIRECTORY, "daemon.lock"));
  try {
    const faults = await whileTelling("writing the projections", { scheduler: systemScheduler, say }, async () => {
      const ports = { storage, clock: systemClock, scheduler: systemScheduler, identifiers: systemIdentifiers };
      // Whoever waits for the outcome is told.
      const runtime = await JobspecRuntime.open({ ...ports, onFatal: () => undefined });
      return runtime.rebuildProjections().finally(() => runtime.close());
    });
    for (const fault of faults) say(`not rebuilt: ${fault}\n`);
    return faults.length === 0 ? await verify(root) : FAILED;
  } finally {
    await lock.release();
  }
}

function telling(): VisitEvent {
  return withProgress(() => undefined, systemClock, say);
}

function say(text: string): void {
  process.stderr.write(text);
}

async function hasLedger(storage: Storage, root: string): Promise<boolean> {
  // A crash may leave sealed files without a live one.
  const isThere = (await storage.list(DAEMON_DIRECTORY)).some((name) => /^ledger.*\.jsonl(?:\.gz)?$/.test(name));
  if (!isThere) process.stderr.write(noLedger(root));
  return isThere;
}

function failure(fault: unknown): string | undefined {
  if (fault instanceof LockedError) {
    return `a daemon is running, and writes a file again that you remove: ${fault.message}`;
  }
  if (fault instanceof LedgerError || fault instanceof DirectoryError) return fault.message;
  return fault instanceof Error && "code" in fault ? `projections: ${faultReason(fault)}` : undefined;
}
