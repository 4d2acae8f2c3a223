import { Argument, Option, type Command } from "commander";
import { jobTypeValues } from "../../generated/jobspec/enums.js";
import type { JobType, SubmitJobRequest } from "../../generated/jobspec/types.js";
import { submitDurably, type Submission } from "../jobspec/submit.js";
import { parsePayload, parseSeconds } from "./arguments.js";
import { connect, withAccessOptions, type AccessOptions, type Connection } from "./connection.js";
import { CommandError, FAILED, OK, UNKNOWN, UNREACHABLE, USAGE } from "./exit-codes.js";
import type { Exit } from "./run-command.js";
import { listLines, printable } from "./table.js";
import type { Terminal } from "./terminal.js";
import { watchJob } from "./watch-command.js";

interface SubmitArguments extends AccessOptions {
  readonly payload?: string;
  readonly payloadFile?: string;
  readonly jobId?: string;
  readonly key?: string;
  readonly requestId?: string;
  readonly timeout: number;
  readonly watch?: boolean;
}

const EXIT_CODES = { accepted: OK, refused: FAILED, unsent: UNREACHABLE, unknown: UNKNOWN } as const;

/** Adds `submit` to the commands of `jobs`. */
export function addSubmit(jobs: Command, terminal: Terminal, exit: Exit): void {
  const command = jobs
    .command("submit")
    .description("Submit a job; repeats the request under one key until the daemon has answered.")
    .addArgument(new Argument("<type>", "type of the job").choices(jobTypeValues))
    .option("--payload <json>", "what the job's executor needs, a JSON object")
    .option("--payload-file <path>", "file with the payload; - reads standard input")
    .option("--key <key>", "idempotency key; made up when absent")
    .option("--job-id <id>", "name under which the job is kept; made up by the daemon when absent")
    .option("--request-id <id>", "correlates the request with events and log lines")
    .addOption(new Option("--timeout <seconds>", "how long to try").argParser(parseSeconds).default(30_000, "30"))
    .option("--watch", "wait until the job has ended");
  withAccessOptions(command).action(async (type: JobType, options: SubmitArguments) => {
    const body = await requestOf(type, options, terminal);
    const connection = await connect(options, terminal);
    exit(await submit(connection, body, { options, terminal }));
  });
}

async function requestOf(type: JobType, options: SubmitArguments, terminal: Terminal): Promise<SubmitJobRequest> {
  const { payload, payloadFile, key, jobId, requestId } = options;
  if (payload !== undefined && payloadFile !== undefined) {
    throw new CommandError("--payload and --payload-file exclude each other", USAGE);
  }
  const parsed =
    payloadFile === undefined
      ? payload && parsePayload(payload, "--payload")
      : parsePayload(await terminal.read(payloadFile), payloadFile);
  return {
    job_type: type,
    ...(parsed && { payload: parsed }),
    ...(key !== undefined && { idempotency_key: key }),
    ...(jobId !== undefined && { job_id: jobId }),
    ...(requestId !== undefined && { request_id: requestId }),
  };
}

interface SubmitContext {
  readonly options: SubmitArguments;
  readonly terminal: Terminal;
}

async function submit(
  connection: Connection,
  body: SubmitJobRequest,
  { options, terminal }: SubmitContext,
): Promise<number> {
  const { client, patience } = connection;
  const submission = await submitDurably(client, body, { ...patience, deadlineMs: options.timeout });
  const lines = options.json ? [JSON.stringify(jsonOf(submission))] : linesOf(submission);
  for (const line of lines) await terminal.print(line);
  if (submission.outcome !== "accepted") {
    for (const line of complaints(submission)) terminal.note(line);
    return EXIT_CODES[submission.outcome];
  }
  if (!options.watch) return OK;
  const { json } = options;
  return watchJob(connection, submission.job.job_id, { json, terminal, timeoutMs: undefined });
}

/** In the spelling of the contract, as everything that is printed as JSON. */
function jsonOf({ idempotencyKey, outcome, attempts, ...rest }: Submission): object {
  return { outcome, idempotency_key: idempotencyKey, attempts, ...rest };
}

function linesOf(submission: Submission): string[] {
  if (submission.outcome !== "accepted") return [];
  const { job_id, status } = submission.job;
  return listLines({ job: job_id, status, key: submission.idempotencyKey, attempts: submission.attempts });
}

function complaints(submission: Exclude<Submission, { readonly outcome: "accepted" }>): string[] {
  const error = printable(submission.error);
  switch (submission.outcome) {
    case "refused":
      return [`refused (${submission.status}): ${error}`];
    case "unsent":
      return [`the daemon was not reached, the job is not accepted: ${error}`];
    case "unknown":
      return [
        `it is not known whether the job was accepted: ${error}`,
        `to find out, submit it again with --key ${printable(submission.idempotencyKey)}`,
      ];
  }
}
