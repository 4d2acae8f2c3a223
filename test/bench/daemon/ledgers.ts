import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Filling, WorkReport } from "./ledger-work.js";

/** Runs a piece of work on the ledger in a folder, in a process of its own. */
export async function work(script: string, name: "fill" | "open" | "parse", folder: string): Promise<WorkReport> {
  return run(script, [name, folder]);
}

/** A folder with a ledger of so many events; made when it is not there. */
export async function ledgerOf(script: string, parent: string, filling: Filling): Promise<string> {
  const { jobs, eventsPerJob, stays } = filling;
  const folder = join(parent, `ledger-${jobs}-${eventsPerJob}-${stays ? "open" : "ended"}`);
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  try {
    await run(script, ["fill", folder, JSON.stringify(filling)]);
  } catch (fault) {
    rmSync(folder, { recursive: true, force: true });
    throw fault;
  }
  return folder;
}

async function run(script: string, args: readonly string[]): Promise<WorkReport> {
  const child = fork(script, args, { execArgv: ["--expose-gc"] });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${args.join(" ")} ended with code ${String(code)}`);
  });
  // Our own script's only message.
  const reported = once(child, "message").then(([report]) => report as WorkReport);
  const report = await Promise.race([reported, failed]);
  await failed.catch(() => undefined);
  return report;
}
