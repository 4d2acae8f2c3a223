import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const ENTRY = fileURLToPath(new URL("./entry.ts", import.meta.url));

/** The daemon as a process of its own. */
export class DaemonProcess {
  readonly #child: ChildProcess;
  #url: Promise<string> | undefined;
  readonly exited: Promise<number | NodeJS.Signals | null>;
  stdout = "";
  stderr = "";

  constructor(...args: readonly string[]) {
    this.#child = spawn(process.execPath, ["--import", "tsx", ENTRY, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.exited = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        resolve(code ?? signal);
      });
    });
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

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
