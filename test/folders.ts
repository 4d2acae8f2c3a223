import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { packageRoot } from "../generator/package-root.js";

/** A folder of its own with files in it; `remove` ends it. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "specwright-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A new folder inside of the repository, where its packages and their types are found. */
export function folderNearPackages(): string {
  const cache = join(packageRoot(), "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, "test-"));
}

/** A copy of every file that git knows or would know; packages are linked. */
export function copyOfTree(): { folder: string; remove: () => void } {
  const copy = temporaryFolder();
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" });
  // Git knows files that were removed since, too.
  for (const path of listed.trim().split("\n").filter(existsSync)) {
    mkdirSync(dirname(join(copy.folder, path)), { recursive: true });
    cpSync(path, join(copy.folder, path));
  }
  symlinkSync(resolve("node_modules"), join(copy.folder, "node_modules"));
  return copy;
}
