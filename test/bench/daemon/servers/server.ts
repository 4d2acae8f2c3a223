import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A database server of this machine that was started for the benchmark. */
export interface DatabaseServer {
  /** On the loopback interface. */
  readonly port: number;
  stop(): Promise<void>;
}

const START_ATTEMPTS = 200;
const ATTEMPT_MS = 50;

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly port: number;
  readonly options?: SpawnOptions;
}

/** Starts a program and waits until its port is open; rejects when it ends before. */
export async function startProgram({ command, args, port, options }: Program): Promise<DatabaseServer> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
    if (child.exitCode !== null) break;
    if (await isOpen(port)) return { port, stop: () => stopProgram(child) };
    await sleep(ATTEMPT_MS);
  }
  await stopProgram(child);
  throw new Error(`${command} did not open port ${port}`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
}
