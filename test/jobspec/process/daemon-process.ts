import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ENTRY = fileURLToPath(new URL("./entry.ts", import.meta.url));

const COMMAND = [process.execPath, "--import", "tsx", ENTRY];

function spawnDaemon(args: readonly string[], log: number | "pipe"): ChildProcess {
  const [program = "", ...own] = COMMAND;
  return spawn(program, [...own, ...args], { stdio: ["ignore", "pipe", log] });
}

/** The daemon as a process of its own. */
export class DaemonProcess {
  readonly #child: ChildProcess;
  #url: Promise<string> | undefined;
  readonly exited: Promise<number | NodeJS.Signals | null>;
  stdout = "";
  stderr = "";

  /** Runs it with these arguments, or follows one that runs. */
  constructor(first: string | ChildProcess, ...rest: readonly string[]) {
    this.#child = typeof first === "string" ? spawnDaemon([first, ...rest], "pipe") : first;
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.exited = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        resolve(code ?? signal);
      });
    });
  }

  /** Runs it with its log in a file or on a device. */
  static loggingTo(path: string, ...args: readonly string[]): DaemonProcess {
    const log = openSync(path, "a");
    try {
      return new DaemonProcess(spawnDaemon(args, log));
    } finally {
      closeSync(log);
    }
  }

  /** Runs it with at most so many open files. */
  static limitedTo(files: number, ...args: readonly string[]): DaemonProcess {
    const limited = ["-c", `ulimit -n ${files}; exec "$@"`, "sh", ...COMMAND, ...args];
    return new DaemonProcess(spawn("sh", limited, { stdio: ["ignore", "pipe", "pipe"] }));
  }

  /** Resolves with the URL once the daemon answers there; rejects when it exits before. */
  url(): Promise<string> {
    return (this.#url ??= this.#ready());
  }

  #ready(): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = /agentopsd ready: (\S+)/.exec(this.stdout);
        if (match?.[1] !== undefined) resolve(match[1]);
      };
      this.#child.stdout?.on("data", look);
      look();
      void this.exited.then((code) => {
        reject(new Error(`daemon exited with ${String(code)}: ${this.stderr}`));
      });
    });
  }

  /** Its process id; 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Submits a job and resolves with the status of the reply. */
  async submit(jobId: string, token: string, payload: object = {}): Promise<number> {
    const headers = { "X-AgentOps-Daemon-Token": token };
    const body = JSON.stringify({ job_id: jobId, job_type: "rpi.run", payload });
    const response = await fetch(`${await this.url()}/v1/jobs`, { method: "POST", headers, body });
    await response.arrayBuffer();
    return response.status;
  }

  /** Nobody reads its log any more. */
  leaveLog(): void {
    this.#child.stderr?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
