import type { Command } from "commander";
import type { QueueJobState } from "../../generated/jobspec/types.js";
import { waitForJob } from "../jobspec/wait.js";
import { parseSeconds } from "./arguments.js";
import { connect, expectDaemon, withAccessOptions, type AccessOptions, type Connection } from "./connection.js";
import { FAILED, OK, UNKNOWN } from "./exit-codes.js";
import type { Exit } from "./run-command.js";
import { printable, rowLine, type Column } from "./table.js";
import type { Terminal } from "./terminal.js";

/** How a job is watched. */
export interface WatchOptions {
  readonly json: boolean | undefined;
  readonly terminal: Terminal;
  readonly timeoutMs: number | undefined;
}

const COLUMNS: readonly Column<QueueJobState>[] = [
  { title: "UPDATED", width: 30, text: (job) => job.updated_at },
  { title: "STATUS", width: 13, text: (job) => job.status },
  { title: "ATTEMPT", width: 7, text: (job) => `${job.attempt} of ${job.max_attempts}` },
  { title: "FAILURE", text: ({ failure }) => failure && `${failure.code} ${failure.message ?? ""}`.trim() },
];

/** Adds `watch` to the commands of `jobs`. */
export function addWatch(jobs: Command, terminal: Terminal, exit: Exit): void {
  const command = jobs
    .command("watch")
    .description("Print a job whenever it changes, until it has ended; exit code 0 when it is completed.")
    .argument("<job-id>")
    .option("--timeout <seconds>", "how long to wait; without limit by default", parseSeconds);
  withAccessOptions(command).action(async (jobId: string, options: AccessOptions & { readonly timeout?: number }) => {
    const connection = await connect(options, terminal);
    await expectDaemon(connection, terminal);
    exit(await watchJob(connection, jobId, { json: options.json, terminal, timeoutMs: options.timeout }));
  });
}

/** Prints a job whenever it changes; gives the exit code that its end deserves. */
export async function watchJob(
  { client, patience }: Connection,
  jobId: string,
  options: WatchOptions,
): Promise<number> {
  const { json, terminal, timeoutMs } = options;
  const wait = await waitForJob(client, jobId, {
    ...patience,
    ...(timeoutMs !== undefined && { timeoutMs }),
    onChange: (job) => void terminal.print(json ? JSON.stringify(job) : rowLine(COLUMNS, job)),
  });
  switch (wait.outcome) {
    case "ended":
      return wait.job.status === "completed" ? OK : FAILED;
    case "missing":
      terminal.note(`no job has the id ${printable(jobId)}`);
      return FAILED;
    default:
      terminal.note(`${wait.outcome === "timeout" ? "time is over" : "interrupted"}: the job had not ended`);
      return UNKNOWN;
  }
}
