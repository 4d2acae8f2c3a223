import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** What a run of the command line left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `specwright` from its sources in a folder, as a user would: a process, no terminal. */
export function specwright(folder: string, ...argv: readonly string[]): Run {
  const loader = resolve("node_modules/tsx/dist/loader.mjs");
  const program = ["--import", `file://${loader}`, resolve("generator/cli.ts"), ...argv];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd: folder, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** A folder of its own for a test, with files in it; `remove` ends it. */
export function scratch(files: Readonly<Record<string, string>> = {}): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "specwright-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
