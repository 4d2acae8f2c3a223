import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  existsSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";

/** Every file below a folder, by path with forward slashes; empty when there is no such folder. */
export function readTree(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** Names of the files directly in a folder; none when there is no such folder. */
export function fileNames(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/**
 * Writes the files that differ and returns their paths. A disk that is full is noticed before the first file changes;
 * each file changes as a whole.
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): string[] {
  const changed = [...files.keys()].filter((path) => textOf(join(folder, path)) !== files.get(path));
  try {
    for (const path of changed) writeDraft(join(folder, path), files.get(path) ?? "");
    for (const path of changed) renameSync(draftOf(join(folder, path)), join(folder, path));
  } catch (fault) {
    for (const path of changed) discardDraft(join(folder, path));
    throw fault;
  }
  return changed;
}

function textOf(path: string): string | undefined {
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
}

function draftOf(path: string): string {
  return `${path}.tmp`;
}

function discardDraft(path: string): void {
  try {
    unlinkSync(draftOf(path));
  } catch {
    // Not written yet, or a folder of that name, which is not ours.
  }
}

function writeDraft(path: string, text: string): void {
  makeFolder(dirname(path));
  try {
    writeFileSync(draftOf(path), text);
  } catch (fault) {
    throw Object.assign(fault as Error, { path }); // the system does not name the file when its disk is full
  }
}

/** A folder with those above it. Not `recursive`, with which Node tries for ever where the system makes none. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Removes files below a folder. */
export function removeFiles(folder: string, paths: readonly string[]): void {
  for (const path of paths) rmSync(join(folder, path));
}
