import { spawn } from "node:child_process";

/** A command of the user that did not do its work. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** How long a command may take, and what ends it before. */
interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a command of the user in a shell; fails with `CommandError`. It may leave processes behind: a daemon that it
 * has started lives on. Its standard output is not shown, its standard error is.
 */
export function runShellCommand(command: string, { timeoutMs, signal }: Limits): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ["ignore", "ignore", "inherit"], signal });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    const end = (fault: string | undefined): void => {
      clearTimeout(timer);
      if (fault === undefined) resolve();
      else reject(new CommandError(`"${command}" failed: ${fault}`));
    };
    child.once("error", (fault) => end(fault.message));
    // Not "close": that would wait for every process that inherited the standard error.
    child.once("exit", (code, killer) => {
      if (isLate) end(`it did not end within ${timeoutMs} ms; what it starts has to run in the background`);
      else end(code === 0 ? undefined : `it ended with ${code ?? String(killer)}`);
    });
  });
}
