import type { Stats } from "node:fs";
import { chmod, lstat, mkdir, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

import { errorCode } from "./error-code.js";

/** A directory is not what its owner would have made; the message is for the operator. */
export class DirectoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DirectoryError";
  }
}

/**
 * Makes the directory `steps` below `root` for its owner alone (mode 0700), and takes from others what it finds given
 * to them. Resolves with the real path of the root, so that a link to it that changes later leads nobody astray.
 *
 * Rejects with {@link DirectoryError} when there is no root, which may be a typing error, and when a step is a
 * symbolic link or belongs to another user: whoever put it there would choose which files are read and written. So it
 * does when another user's file lies in it, who may hold it open and read on.
 */
export async function privateDirectory(root: string, steps: readonly string[]): Promise<string> {
  const real = await realDirectory(root);
  let path = real;
  for (const step of steps) {
    path = join(path, step);
    requireOwn(path, await makeStep(path));
  }
  const { mode, uid } = await lstat(path);
  if ((mode & 0o077) !== 0) await chmod(path, 0o700);
  await requireOwnFiles(path, uid);
  return real;
}

/** Resolves with the real path of a directory; rejects with {@link DirectoryError} when none is there. */
export async function realDirectory(path: string): Promise<string> {
  const real = await realpath(path).catch((fault: unknown) => {
    if (errorCode(fault) !== "ENOENT" && errorCode(fault) !== "ENOTDIR") throw fault;
    throw new DirectoryError(`${path}: no such directory; make it first, or name another one`);
  });
  if (!(await stat(real)).isDirectory()) throw new DirectoryError(`${path}: is no directory`);
  return real;
}

/** Makes a directory (mode 0700) whose parent exists, and tells what stands there: a directory, or a link to one. */
export async function makeStep(path: string): Promise<Stats> {
  try {
    await mkdir(path, { mode: 0o700 });
    return await lstat(path);
  } catch (fault) {
    if (errorCode(fault) !== "EEXIST") throw fault;
    const found = await lstat(path);
    if (found.isDirectory() || found.isSymbolicLink()) return found;
    throw fault;
  }
}

/** Whatever lies in a directory has to be its owner's, ours, or root's. What is deeper is made anew. */
async function requireOwnFiles(directory: string, owner: number): Promise<void> {
  const trusted = [owner, process.geteuid?.(), 0];
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    // A process that runs there takes away what it is done with.
    const uid = await lstat(path).then(({ uid }) => uid, gone);
    if (uid === undefined || trusted.includes(uid)) continue;
    throw new DirectoryError(`${path} belongs to user ${uid}; remove it, or put a copy there`);
  }
}

function gone(fault: unknown): undefined {
  if (errorCode(fault) !== "ENOENT") throw fault;
}

function requireOwn(path: string, found: Stats): void {
  if (found.isSymbolicLink()) throw new DirectoryError(`${path} is a symbolic link; remove it, or serve its target`);
  const uid = process.geteuid?.() ?? 0;
  // Root often serves the directory of a user.
  if (uid !== 0 && found.uid !== uid) throw new DirectoryError(`${path} belongs to user ${found.uid}, not to ${uid}`);
}
