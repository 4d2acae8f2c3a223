import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from "node:child_process";

/** A program to run, and its bounds. */
export interface Program {
  /** Its name or path, and its arguments; no shell looks at them. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** All that it sees of an environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Most bytes of standard output. */
  readonly outputLimitBytes: number;
}

/** What cut a program short. */
export type Cut = "timeout" | "output" | "aborted";

/** How a program ended. */
export type ProgramEnd =
  | { readonly kind: "unstarted"; readonly reason: string }
  | {
      readonly kind: "ended";
      /** Undefined when a signal ended it. */
      readonly exitCode: number | undefined;
      readonly signal: string | undefined;
      readonly cut: Cut | undefined;
      readonly output: Uint8Array;
      /** The last of what it wrote to standard error. */
      readonly errorOutput: string;
    };

/** Time between asking a program to end (SIGTERM) and ending it (SIGKILL), in milliseconds. */
const KILL_AFTER_MS = 5_000;
/** How long output is waited for that somebody else still holds open when the program has ended, in milliseconds. */
const OUTPUT_AFTER_MS = 1_000;
/** How much of standard error is kept. */
const ERROR_CHARACTERS = 2_000;

/** Leaders of the process groups that run. */
const running = new Set<number>();

/** What ends a process that does not listen to it, without telling it. */
const SIGNALS = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const;

function watch(pid: number): void {
  if (running.size === 0) {
    process.once("exit", endAll);
    // First of all listeners, before one that listens once has gone.
    for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  }
  running.add(pid);
}

function unwatch(pid: number): void {
  running.delete(pid);
  if (running.size > 0) return;
  process.off("exit", endAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function endAll(): void {
  for (const pid of running) killGroup(pid, "SIGKILL");
}

/** Lets a signal to which nobody else listens end this process, as it would without us, but not before the programs. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

/**
 * Runs a program in a process group of its own, with a text on standard input, and resolves when it and its group have
 * ended: whatever it started ends with it. Never rejects. POSIX only: Windows has no process groups.
 */
export function runProgram(program: Program, input: string, signal: AbortSignal): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const fail = (fault: unknown): void =>
      resolve({ kind: "unstarted", reason: fault instanceof Error ? fault.message : String(fault) });
    const child = start(program, fail);
    // It has no streams either when the process may open no more files.
    if (child?.pid === undefined) return;
    // A program need not read what it is given.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    resolve(followed(child, child.pid, { program, signal }));
  });
}

/** Starts a program. Some of what keeps it from starting is thrown at once, such as a file that is no program. */
function start(
  { command: [name, ...argv], cwd, environment }: Program,
  onFault: (fault: unknown) => void,
): ChildProcessWithoutNullStreams | undefined {
  try {
    return spawn(name, argv, { cwd, env: environment, detached: true, stdio: "pipe" }).once("error", onFault);
  } catch (fault) {
    onFault(fault);
    return undefined;
  }
}

interface Bounds {
  readonly program: Program;
  readonly signal: AbortSignal;
}

async function followed(child: ChildProcess, pid: number, { program, signal }: Bounds): Promise<ProgramEnd> {
  let cut: Cut | undefined;
  let killing: NodeJS.Timeout | undefined;
  const end = (why: Cut): void => {
    if (cut !== undefined) return;
    cut = why;
    killGroup(pid, "SIGTERM");
    killing = setTimeout(() => killGroup(pid, "SIGKILL"), KILL_AFTER_MS);
  };
  const abort = (): void => end("aborted");
  watch(pid);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  const timeout = setTimeout(() => end("timeout"), program.timeoutMs);
  const output = collect(child, program.outputLimitBytes, () => end("output"));
  // From then on it has ended by itself, also while somebody else holds its output open.
  child.once("exit", () => {
    clearTimeout(timeout);
    signal.removeEventListener("abort", abort);
  });
  const { exitCode, signal: endedBy } = await ended(child, pid);
  clearTimeout(killing);
  unwatch(pid);
  return { kind: "ended", exitCode, signal: endedBy, cut, ...output() };
}

/** Resolves when the program has ended and its output is read. */
function ended(child: ChildProcess, pid: number): Promise<Ended> {
  return new Promise((resolve) => {
    let closing: NodeJS.Timeout | undefined;
    child.once("exit", () => {
      killGroup(pid, "SIGKILL");
      closing = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, OUTPUT_AFTER_MS);
    });
    child.once("close", (exitCode, signal) => {
      clearTimeout(closing);
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });
}

interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** Gathers what a program writes; `onLimit` is called when it writes too much, of which nothing is kept. */
function collect(
  { stdout, stderr }: ChildProcess,
  limitBytes: number,
  onLimit: () => void,
): () => { readonly output: Uint8Array; readonly errorOutput: string } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let errorOutput = "";
  stdout?.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
    else onLimit();
  });
  stderr?.setEncoding("utf8").on("data", (text: string) => {
    errorOutput = (errorOutput + text).slice(-ERROR_CHARACTERS);
  });
  // The first character may have been cut in half.
  return () => ({ output: Buffer.concat(chunks), errorOutput: errorOutput.replace(/^[\uDC00-\uDFFF]/, "") });
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (fault) {
    // The whole group has ended, or what is left of it belongs to somebody else by now.
    if (!(fault instanceof Error && "code" in fault && (fault.code === "ESRCH" || fault.code === "EPERM"))) throw fault;
  }
}
