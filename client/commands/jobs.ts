import { Command, Option } from "commander";
import { cancelJob, getDaemonStatus } from "../../generated/jobspec/client.js";
import { jobStatusValues, jobTypeValues } from "../../generated/jobspec/enums.js";
import type { QueueJobState } from "../../generated/jobspec/types.js";
import { errorOf, type DaemonReply } from "../jobspec/patience.js";
import { connect, withAccessOptions, type AccessOptions } from "./connection.js";
import { CommandError, FAILED } from "./exit-codes.js";
import { runCommand, type Exit } from "./run-command.js";
import { addSubmit } from "./submit-command.js";
import { listLines, printable, tableLines, type Column } from "./table.js";
import { processTerminal, type Terminal } from "./terminal.js";
import { addWatch } from "./watch-command.js";

interface ListOptions extends AccessOptions {
  readonly status?: string;
  readonly type?: string;
}

const COLUMNS: readonly Column<QueueJobState>[] = [
  { title: "JOB", text: (job) => job.job_id },
  { title: "TYPE", text: (job) => job.job_type },
  { title: "STATUS", text: (job) => job.status },
  { title: "ATTEMPT", text: (job) => `${job.attempt} of ${job.max_attempts}` },
  { title: "UPDATED", text: (job) => job.updated_at },
];

/** Runs `specwright jobs ...`; resolves with the exit code. */
export function runJobs(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  return runCommand(argv, terminal, (exit) => createProgram(terminal, exit));
}

function createProgram(terminal: Terminal, exit: Exit): Command {
  const jobs = new Command("specwright jobs")
    .description("Submit, list, show, cancel and watch jobs of a JobSpec daemon.")
    .showHelpAfterError('("specwright help jobs" tells more)')
    .addHelpText("afterAll", "\nExit codes: 0 done, 1 refused or failed, 2 wrong arguments, 3 no daemon, 4 not known.");
  addSubmit(jobs, terminal, exit);
  withAccessOptions(jobs.command("list").description("List jobs in the order of their first event."))
    .addOption(new Option("--status <status>", "only jobs with this status").choices(jobStatusValues))
    .addOption(new Option("--type <type>", "only jobs of this type").choices(jobTypeValues))
    .action((options: ListOptions) => list(options, terminal));
  withAccessOptions(
    jobs.command("show").description("Show everything that is known of a job.").argument("<job-id>"),
  ).action((jobId: string, options: AccessOptions) => show(jobId, options, terminal));
  withAccessOptions(jobs.command("cancel").description("Cancel a job that has not ended.").argument("<job-id>"))
    .option("--reason <text>", "kept in the event")
    .action(async (jobId: string, options: CancelOptions) => exit(await cancel(jobId, options, terminal)));
  addWatch(jobs, terminal, exit);
  return jobs;
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const { status, type, json } = options;
  const jobs = (await readJobs(options, terminal)).filter(
    (job) => (status ?? job.status) === job.status && (type ?? job.job_type) === job.job_type,
  );
  const lines = json ? jobs.map((job) => JSON.stringify(job)) : tableLines(COLUMNS, jobs);
  for (const line of lines) await terminal.print(line);
}

async function show(jobId: string, options: AccessOptions, terminal: Terminal): Promise<void> {
  const job = (await readJobs(options, terminal)).find(({ job_id }) => job_id === jobId);
  if (job === undefined) throw new CommandError(`no job has the id ${printable(jobId)}`, FAILED);
  for (const line of options.json ? [JSON.stringify(job)] : listLines({ ...job })) await terminal.print(line);
}

async function readJobs(options: AccessOptions, terminal: Terminal): Promise<readonly QueueJobState[]> {
  const { client } = await connect(options, terminal);
  const reply = await getDaemonStatus(client, {}, { signal: terminal.signal });
  if (reply.status !== 200) throw refused(reply);
  if (!reply.body.ready) terminal.note("the daemon is not ready: it could not read all of its ledger");
  return reply.body.queue.jobs;
}

interface CancelOptions extends AccessOptions {
  readonly reason?: string;
}

async function cancel(jobId: string, options: CancelOptions, terminal: Terminal): Promise<number> {
  const { reason } = options;
  const { client } = await connect(options, terminal);
  const body = { job_id: jobId, ...(reason !== undefined && { reason }) };
  const reply = await cancelJob(client, { body }, { signal: terminal.signal });
  if (reply.status !== 202) throw refused(reply);
  const { cancelled, outcome, job } = reply.body;
  const lines = options.json
    ? [JSON.stringify({ cancelled, outcome, job })]
    : listLines({ job: job.job_id, outcome, status: job.status });
  for (const line of lines) await terminal.print(line);
  return cancelled ? 0 : FAILED;
}

function refused({ status, body }: DaemonReply): CommandError {
  return new CommandError(`refused (${status}): ${errorOf(body)}`, FAILED);
}
