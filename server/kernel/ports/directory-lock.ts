import { link, readFile, rename, rm, writeFile } from "node:fs/promises";

import { errorCode } from "./error-code.js";

/** A claim on a directory, held by one process at a time. */
export interface DirectoryLock {
  /** Lets the next process have the directory. */
  release(): Promise<void>;
}

/** The lock is held by a process that is alive. */
export class LockedError extends Error {
  /** The owner. */
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(`${path}: held by process ${pid}`);
    this.name = "LockedError";
    this.pid = pid;
  }
}

const ATTEMPTS = 3;
let drafts = 0;

/**
 * Takes the lock file at `path`, which names its owner by process id and start time: a file left by a process that
 * has died, or whose id another process has now, does not count. Rejects with {@link LockedError}.
 */
export async function lockDirectory(path: string): Promise<DirectoryLock> {
  const owner = `${process.pid} ${(await processStatus(process.pid))?.started ?? "?"}`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await writeNew(path, owner)) return { release: () => release(path, owner) };
    const found = await readText(path);
    if (found === undefined) continue;
    const pid = Number(found.split(" ")[0]);
    if (await isAlive(pid, found)) throw new LockedError(path, pid);
    await discard(path, found);
  }
  throw new LockedError(path, Number((await readText(path))?.split(" ")[0]));
}

/** Makes the file with its content in one step, so that nobody ever sees a lock without an owner. */
async function writeNew(path: string, owner: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${drafts++}`;
  await rm(draft, { force: true });
  // Never into what somebody else has put there, be it a link.
  await writeFile(draft, owner, { mode: 0o600, flag: "wx" });
  try {
    await link(draft, path);
    return true;
  } catch (fault) {
    if (errorCode(fault) === "EEXIST") return false;
    throw fault;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves the dead owner's file aside first, so that of two processes which found it only one removes it. */
async function discard(path: string, found: string): Promise<void> {
  const aside = `${path}.${process.pid}.${drafts++}`;
  try {
    await rename(path, aside);
  } catch (fault) {
    if (errorCode(fault) === "ENOENT") return;
    throw fault;
  }
  // The other process was faster and this is its fresh lock: give it back.
  if ((await readText(aside)) !== found) await rename(aside, path);
  else await rm(aside, { force: true });
}

async function release(path: string, owner: string): Promise<void> {
  if ((await readText(path)) === owner) await rm(path, { force: true });
}

async function isAlive(pid: number, found: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (fault) {
    if (errorCode(fault) === "ESRCH") return false;
  }
  const status = await processStatus(pid);
  if (status?.isDead === true) return false;
  const started = status?.started;
  return started === undefined || found.endsWith(" ?") || found === `${pid} ${started}`;
}

interface ProcessStatus {
  /** All its threads have ended, and only its parent has not asked for its exit code yet: a zombie. */
  readonly isDead: boolean;
  /** When it started, in the kernel's ticks. */
  readonly started: string | undefined;
}

/** What proc(5) says of a process; undefined where the system does not tell. */
async function processStatus(pid: number): Promise<ProcessStatus | undefined> {
  const status = await readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; the fields are counted behind it.
  const fields = status?.slice(status.lastIndexOf(")") + 2).split(" ");
  if (fields === undefined) return undefined;
  const [state, threads] = [fields[0], Number(fields[17])];
  // A thread that is still in a system call may write to the ledger when the first one is a zombie already.
  return { isDead: (state === "Z" || state === "X") && threads <= 1, started: fields[19] };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (fault) {
    if (errorCode(fault) === "ENOENT" || errorCode(fault) === "ESRCH") return undefined;
    throw fault;
  }
}
