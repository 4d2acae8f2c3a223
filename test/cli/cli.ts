import { spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished, vi } from "vitest";
import { temporaryFolder } from "../folders.js";

/** What a run of the command line left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `specwright` from its sources in a folder, as a user would: a process, no terminal. */
export function specwright(folder: string, ...argv: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, program(argv), { cwd: folder, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** The same with variables of the environment of one's own. */
export function specwrightIn(environment: NodeJS.ProcessEnv, folder: string, ...argv: readonly string[]): Run {
  const env = { PATH: process.env["PATH"], ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, program(argv), { cwd: folder, encoding: "utf8", env });
  return { code: status, stdout, stderr };
}

/** The same with a standard output of one's own, an open file. */
export function specwrightInto(stdout: number, folder: string, ...argv: readonly string[]): Omit<Run, "stdout"> {
  const { status, stderr } = spawnSync(process.execPath, program(argv), {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", stdout, "pipe"],
  });
  return { code: status, stderr };
}

/** The same with a standard output that nobody reads: its other end is closed before anything is written. */
export async function specwrightUnread(folder: string, ...argv: readonly string[]): Promise<Omit<Run, "stdout">> {
  const child = spawn(process.execPath, program(argv), { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const stderr = text(child.stderr);
  const code = await new Promise<number | null>((end) => child.once("close", end));
  return { code, stderr: await stderr };
}

function program(argv: readonly string[]): string[] {
  const loader = resolve("node_modules/tsx/dist/loader.mjs");
  return ["--import", `file://${loader}`, resolve("generator/cli.ts"), ...argv];
}

/** A folder of its own for the test that runs, with files in it; it goes when the test has ended. */
export function scratch(files: Readonly<Record<string, string>> = {}): string {
  const { folder, remove } = temporaryFolder(files);
  onTestFinished(remove);
  return folder;
}

/** Takes what this process prints while the test runs; nothing of it reaches the terminal. */
export function capturePrinted(take: (text: string) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
      take(String(chunk));
      return true;
    });
    onTestFinished(() => void spy.mockRestore());
  }
}
