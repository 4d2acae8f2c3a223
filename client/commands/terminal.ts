import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { terminationSignal } from "../node.js";

/** What a command sees of the process it runs in. Tests pass their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user, or the reader of the output, wants no more. */
  readonly signal: AbortSignal;
  /** Writes a line to standard output; resolves when there is room for the next. */
  print(line: string): Promise<void>;
  /** Writes a line for people to standard error. */
  note(line: string): void;
  /** The text of a file; of standard input for `-`. */
  read(path: string): Promise<string>;
}

/** The terminal of this process. SIGINT and SIGTERM abort its signal, as does a reader that goes away. */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  terminationSignal().addEventListener("abort", stop);
  process.stdout.on("error", stop);
  // What is told to people may be lost; a worker goes on when nobody reads its log any more.
  process.stderr.on("error", () => undefined);
  return {
    environment: process.env,
    signal: controller.signal,
    print: (line) => print(line, controller.signal),
    note: (line) => void process.stderr.write(`${line}\n`),
    read: (path) => (path === "-" ? text(process.stdin) : readFile(path, "utf8")),
  };
}

function print(line: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted || process.stdout.write(`${line}\n`)) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      process.stdout.off("drain", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    process.stdout.once("drain", end);
    signal.addEventListener("abort", end);
  });
}
