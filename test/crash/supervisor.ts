import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

const TOKEN = "crash-test-token";

/** Keeps one daemon running on a directory: whenever it is killed, the next one starts. */
export class Supervisor {
  readonly #program: string;
  readonly #root: string;
  #child: ChildProcess | undefined;
  #url: Promise<string>;
  #isClosing = false;
  #kills = 0;

  constructor(program: string, root: string) {
    this.#program = program;
    this.#root = root;
    this.#url = this.#start();
  }

  /** Where the daemon is; while there is none, resolves when the next one listens. */
  url(): Promise<string> {
    return this.#url;
  }

  /** How many daemons were killed. */
  get kills(): number {
    return this.#kills;
  }

  /** `kill -9`, now; the next daemon starts when this one is gone. */
  kill(): void {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null || child.killed) return;
    this.#kills++;
    this.#url = new Promise((resolve, reject) => {
      child.once("close", () => {
        if (this.#isClosing) return;
        this.#start().then(resolve, reject);
      });
    });
    // Whoever asks for the address gets the rejection; nobody may be asking.
    this.#url.catch(() => undefined);
    child.kill("SIGKILL");
  }

  /** Stops the daemon in order and resolves with its exit code. */
  async close(): Promise<number | null> {
    await this.#url;
    this.#isClosing = true;
    const child = this.#child;
    if (child === undefined) return null;
    return new Promise((resolve) => {
      child.once("close", (code) => {
        resolve(code);
      });
      child.kill("SIGTERM");
    });
  }

  #start(): Promise<string> {
    const address = ["--addr", "127.0.0.1:0", "--token", TOKEN];
    // Small enough for the ledger's file to be sealed in every life or two.
    const args = ["run", "--root", this.#root, ...address, "--segment-mib", "0.05", "--log-level", "silent"];
    const child = spawn(process.execPath, [this.#program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    return new Promise((resolve, reject) => {
      let text = "";
      const look = (chunk: Buffer): void => {
        text += chunk.toString();
        const match = /agentopsd ready: (\S+)\n/.exec(text);
        if (match?.[1] !== undefined) resolve(match[1]);
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      child.once("close", (code, signal) => {
        reject(new Error(`the daemon exited with ${code ?? signal ?? "?"}: ${text}`));
      });
    });
  }
}

/** What the daemon is asked to do with a token. */
export const HEADERS = { "X-AgentOps-Daemon-Token": TOKEN, "Content-Type": "application/json" };
