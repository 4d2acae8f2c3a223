import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { posix } from "node:path";
import type { ReadFile } from "./document/contract.js";

/** A revision of the git repository around the current folder that is not to be had, or a file it does not hold. */
export class RevisionError extends Error {
  override readonly name = "RevisionError";
}

/** A file as of a revision. */
export interface RevisionFile {
  readonly revision: string;
  readonly path: string;
}

/** Reads `REVISION:PATH`, as git writes it; undefined for a plain path. */
export function parseRevisionFile(text: string): RevisionFile | undefined {
  const [, revision, path] = /^([^:]{2,}):(.+)$/.exec(text) ?? [];
  return revision === undefined || path === undefined || existsSync(text) ? undefined : { revision, path };
}

/** Files as they were at a revision. */
export interface Revision {
  /**
   * The path below the current folder of one as git writes it: counted from the top of the repository, unless it begins
   * with `./` or `../`.
   */
  locate(path: string): string;
  /** Names a file in messages: `1a2b3c4:openapi/pets.yaml`. */
  name(path: string): string;
  /** Text of a file by such a name, or by its path below the current folder. Throws `RevisionError`. */
  readonly read: ReadFile;
  has(path: string): boolean;
}

/** The files of a revision, from the repository around the current folder. Throws `RevisionError` without one. */
export function openRevision(revision: string): Revision {
  const commit = shortHash(revision);
  const prefix = `${commit}:`;
  const pathOf = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  return {
    locate: (path) => (/^\.\.?\//.test(path) ? path : posix.relative(git(["rev-parse", "--show-prefix"]).trim(), path)),
    name: (path) => prefix + path.replaceAll("\\", "/").replace(/^\.\//, ""),
    read: (name) => git(["show", `${prefix}./${pathOf(name)}`]),
    has: (path) => spawnSync("git", ["cat-file", "-e", `${prefix}./${path}`]).status === 0,
  };
}

function shortHash(revision: string): string {
  try {
    return git(["rev-parse", "--short", "--verify", "--end-of-options", `${revision}^{commit}`]).trim();
  } catch (cause) {
    throw new RevisionError(`"${revision}" is no revision of a git repository here`, { cause });
  }
}

const MAX_BYTES = 1024 * 1024 * 1024;

function git(argv: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("git", argv, { encoding: "utf8", maxBuffer: MAX_BYTES });
  if (error !== undefined) throw new RevisionError(`git: ${error.message}`, { cause: error });
  if (status !== 0) throw new RevisionError(`git ${argv[0]}: ${stderr.trim().replace(/^fatal: /, "")}`);
  return stdout;
}
