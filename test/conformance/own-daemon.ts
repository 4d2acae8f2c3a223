import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Control } from "./suite/case.js";

const CLI = fileURLToPath(new URL("../../generator/cli.ts", import.meta.url));
const LEDGER = ".agents/daemon/ledger.jsonl";

/** This project's daemon as a process of its own, on a new ledger. */
export class OwnDaemon {
  readonly url: string;
  readonly token = randomBytes(12).toString("hex");
  readonly #root = mkdtempSync(join(tmpdir(), "conformance-"));
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it on a port that is free. */
  static async start(): Promise<OwnDaemon> {
    const daemon = new OwnDaemon(await freePort());
    await daemon.#start();
    return daemon;
  }

  /** What the suite may do to it. */
  readonly controls: Readonly<Record<Control, () => Promise<void>>> = {
    restart: () => this.#again("SIGTERM", () => undefined),
    kill: () => this.#again("SIGKILL", () => undefined),
    damage: () => this.#again("SIGTERM", () => this.#damage()),
  };

  /** Stops it and removes its ledger. */
  async remove(): Promise<void> {
    await this.#stop("SIGTERM");
    rmSync(this.#root, { recursive: true, force: true });
  }

  async #again(signal: NodeJS.Signals, meanwhile: () => void): Promise<void> {
    await this.#stop(signal);
    meanwhile();
    await this.#start();
  }

  /** A last line that is no event could be a write that a crash cut off; one with an event behind it is damage. */
  #damage(): void {
    const id = `conformance-${randomBytes(6).toString("hex")}`;
    const event = {
      ...{ schema_version: 1, event_id: `evt_${id}`, request_id: `req-${id}`, job_id: id, event_type: "job.accepted" },
      ...{ occurred_at: new Date().toISOString(), actor: "conformance", payload: { job_type: "rpi.run" } },
    };
    appendFileSync(join(this.#root, LEDGER), `{not an event\n${JSON.stringify(event)}\n`);
  }

  /** Resolves when it says that it is ready; rejects when it ends before. */
  #start(): Promise<void> {
    const { host } = new URL(this.url);
    const options = [
      "--root",
      this.#root,
      "--addr",
      host,
      "--token",
      this.token,
      "--failpoints",
      "--log-level",
      "error",
    ];
    const argv = ["--import", "tsx", CLI, "daemon", "run", ...options];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the daemon ended with ${String(code)} at its start`)));
      child.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("agentopsd ready")) resolve();
      });
    });
  }

  #stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.kill(signal);
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo; // a TCP server has one once it listens
      server.close(() => resolve(port));
    });
  });
}
