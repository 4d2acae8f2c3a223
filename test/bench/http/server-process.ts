import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Started, Usage } from "./serve-parent.js";

/** A candidate in a process of its own. */
export class ServerProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts `script` with arguments, on one processor when `processor` is given. */
  static async start(script: string, args: readonly string[], processor: number | undefined): Promise<ServerProcess> {
    const pinned =
      processor === undefined ? {} : { execPath: "taskset", execArgv: ["-c", String(processor), process.execPath] };
    const child = fork(script, args, { execArgv: [], ...pinned });
    const failed = once(child, "exit").then(([code]) => {
      throw new Error(`${args.join(" ")} ended with code ${String(code)} before it listened`);
    });
    // Our own script's first message.
    const started = once(child, "message").then(([message]) => message as Started);
    const { port } = await Promise.race([started, failed]);
    failed.catch(() => undefined);
    return new ServerProcess(child, port);
  }

  /** Processor time used so far, in microseconds, of all its threads, in user space and in the kernel. */
  async cpuMicroseconds(): Promise<number> {
    const answer = once(this.#child, "message");
    this.#child.send("usage");
    const [usage] = (await answer) as [Usage]; // by our own script, its only other message
    return usage.cpuMicroseconds;
  }

  /** Resolves when the process has ended. */
  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}
