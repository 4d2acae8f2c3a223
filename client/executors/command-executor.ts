import type { ClaimedJob, FailureCode } from "../../generated/worker/types.js";
import { JobFailure, type Executor } from "../worker/job.js";
import { isRetryable } from "./failure-codes.js";
import { runProgram, type Program, type ProgramEnd } from "./program.js";
import { decodeOutput, parseResult, ResultError, type ProgramResult } from "./result.js";

/** A command as it is configured for a type of jobs. */
export interface CommandSettings extends Program {
  /** What exit codes mean beside those of {@link EXIT_CODES}; 0 is success. */
  readonly exitCodes: ReadonlyMap<number, FailureCode>;
}

/** What exit codes mean when nothing else is said (EX_UNAVAILABLE and EX_TEMPFAIL of sysexits); others: rejected. */
export const EXIT_CODES: ReadonlyMap<number, FailureCode> = new Map([
  [69, "provider_unreachable"],
  [75, "session_pending"],
]);

/**
 * Runs a program for each job: the payload as JSON on standard input, what is known of the job in variables whose
 * names begin with `SPECWRIGHT_`, the result from standard output.
 */
export function commandExecutor(settings: CommandSettings): Executor {
  return async (job, { signal }) => {
    const environment = { ...settings.environment, ...jobVariables(job) };
    const end = await runProgram({ ...settings, environment }, `${JSON.stringify(job.payload)}\n`, signal);
    const { artifacts, failure } = resultOf(end, settings);
    if (failure === undefined) return artifacts;
    const { code, message, retryable } = failure;
    throw new JobFailure(code, message, { retryable, artifacts });
  };
}

function jobVariables(job: ClaimedJob): Readonly<Record<string, string>> {
  const values = {
    SPECWRIGHT_JOB_ID: job.job_id,
    SPECWRIGHT_JOB_TYPE: job.job_type,
    SPECWRIGHT_REQUEST_ID: job.request_id,
    SPECWRIGHT_ATTEMPT: String(job.attempt),
    SPECWRIGHT_MAX_ATTEMPTS: String(job.max_attempts),
  };
  // The system takes no NUL in a variable, and an id may hold one.
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replaceAll("\0", "")]));
}

function resultOf(end: ProgramEnd, settings: CommandSettings): ProgramResult {
  const [name] = settings.command;
  if (end.kind === "unstarted") return failed("daemon_unavailable", `${name} cannot be started: ${end.reason}`);
  const { cut, exitCode, signal, output } = end;
  const details = end.errorOutput.trim() === "" ? "" : `: ${end.errorOutput.trim()}`;
  if (cut === "timeout") return failed("lost", `${name} took longer than ${settings.timeoutMs / 1000} s${details}`);
  if (cut === "output") {
    return failed("request_rejected", `${name} wrote more than ${settings.outputLimitBytes} bytes to standard output`);
  }
  // The claim is lost: nobody reads it.
  if (cut === "aborted") return failed("lost", `${name} was ended`);
  if (exitCode === undefined) return failed("lost", `${name} was ended by ${signal ?? "a signal"}${details}`);
  const code = settings.exitCodes.get(exitCode) ?? EXIT_CODES.get(exitCode) ?? "request_rejected";
  const byExitCode = exitCode === 0 ? undefined : failed(code, `${name} ended with exit code ${exitCode}${details}`);
  return merged(output, byExitCode, name);
}

/** What a program says itself comes before its exit code. */
function merged(output: Uint8Array, byExitCode: ProgramResult | undefined, name: string): ProgramResult {
  try {
    const told = parseResult(decodeOutput(output));
    return { ...byExitCode, ...told };
  } catch (fault) {
    if (!(fault instanceof ResultError)) throw fault;
    // A program that fails may well have written something else.
    return byExitCode ?? failed("terminal_without_transcript", `${name} left no result: ${fault.message}`);
  }
}

function failed(code: FailureCode, message: string): ProgramResult {
  return { artifacts: {}, failure: { code, message, retryable: isRetryable(code) } };
}
