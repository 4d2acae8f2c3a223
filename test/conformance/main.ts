import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { styleText } from "node:util";
import { CommanderError, type Command } from "commander";
import { CommandError, runShellCommand } from "./command.js";
import { judgeJobspec, type JudgeOptions } from "./judge.js";
import { isObject } from "./json.js";
import { createProgram, type Options } from "./options.js";
import { jsonReport } from "./report/json.js";
import { junitReport } from "./report/junit.js";
import { isConforming } from "./report/summary.js";
import { terminalReport, type Paint } from "./report/terminal.js";
import { NoReplyError, exchange } from "./run/exchange.js";
import { KnownFailing } from "./run/known-failing.js";
import type { Result } from "./run/outcome.js";
import type { Control } from "./suite/case.js";
import { SuiteError } from "./suite/suite-error.js";

const CONFORMING = 0;
const FAILED = 1;
const NOT_JUDGED = 2;

/** Nothing can be judged; the message says why. */
class UnusableError extends Error {}

/** Runs `specwright conformance ...` and resolves with the exit code, as its help tells. */
export async function runConformance(argv: readonly string[]): Promise<number> {
  let exitCode = CONFORMING;
  const program = createProgram(async (options) => {
    exitCode = await judge(options);
  });
  for (const command of [program, ...program.commands] satisfies Command[]) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? CONFORMING : NOT_JUDGED;
    if (!isTold(fault)) throw fault;
    process.stderr.write(`${paintFor(process.stderr)("red", fault.message)}\n`);
    return NOT_JUDGED;
  }
}

function isTold(fault: unknown): fault is Error {
  const isSystems = fault instanceof Error && "syscall" in fault;
  const isOurs = fault instanceof UnusableError || fault instanceof SuiteError || fault instanceof CommandError;
  return isOurs || isSystems;
}

async function judge(options: Options): Promise<number> {
  const hasToken = options.token !== undefined && options.token.trim() !== "";
  if (!hasToken && Math.max(...options.level) > 1) {
    throw new UnusableError("levels 2 to 4 change something, which needs --token; --level 1 does not");
  }
  const knownFailing = readKnownFailing(options.knownFailing);
  for (const file of [options.json, options.junit]) if (file !== undefined) requireWritable(file);
  const signal = interruption();
  await expectAnswers(options, signal);
  await noteUnready(options, signal);
  const [startedAt, startedMs] = [new Date().toISOString(), performance.now()];
  const results = await judgeJobspec({
    ...{
      url: options.url,
      token: options.token ?? "",
      workerUrl: options.workerUrl,
      controls: controlsOf(options, signal),
    },
    ...{ levels: options.level, only: options.only, knownFailing, timeoutMs: options.timeoutMs, signal },
    onCase: showProgress,
  }).catch((fault: unknown) => {
    throw signal.aborted ? new UnusableError("interrupted") : fault;
  });
  clearProgress();
  const head = { url: options.url, startedAt, durationMs: performance.now() - startedMs };
  if (options.json !== undefined) writeFileSync(options.json, jsonReport(results, head));
  if (options.junit !== undefined) writeFileSync(options.junit, junitReport(results));
  // Of a part of the cases, a line may name another one.
  const unmatched = options.only === undefined ? knownFailing.matchingNone(results.map(({ id }) => id)) : [];
  return tell(results, unmatched);
}

/** Writes what came out; `unmatched` are the lines of known failures that name no case. */
function tell(results: readonly Result[], unmatched: readonly string[]): number {
  if (results.length === 0) throw new UnusableError("no case has an id that --only asks for");
  process.stdout.write(`${terminalReport(results, paintFor(process.stdout))}\n`);
  for (const line of unmatched) process.stderr.write(`known to fail, but no case: ${line}\n`);
  const advice = adviceOn(results);
  if (advice !== undefined) process.stderr.write(`${advice}\n`);
  return isConforming(results) && unmatched.length === 0 ? CONFORMING : FAILED;
}

/** With another server's URL or token, most cases fail for one reason, which none of them tells. */
function adviceOn(results: readonly Result[]): string | undefined {
  const replies = results.flatMap(({ outcome }) => (outcome?.kind === "failed" ? [outcome.failure.reply] : []));
  const denied = replies.filter((reply) => reply?.status === 403).length;
  const foreign = replies.filter(
    (reply) => reply !== undefined && reply.text !== "" && reply.body === undefined,
  ).length;
  const isMost = (count: number): boolean => count * 2 > replies.length;
  if (isMost(denied))
    return `${denied} of ${replies.length} failures are requests that were denied (403): is the token the daemon's?`;
  if (isMost(foreign))
    return `${foreign} of ${replies.length} failures are replies without JSON: is the URL a JobSpec daemon's?`;
  return undefined;
}

/** The commands of the command line, to be run when a case asks for them. */
function controlsOf(options: Options, signal: AbortSignal): NonNullable<JudgeOptions["controls"]> {
  const control = (name: Control) => {
    const command = options[name];
    return command === undefined ? {} : { [name]: () => runShellCommand(command, { ...options, signal }) };
  };
  return { ...control("restart"), ...control("kill"), ...control("damage") };
}

function readKnownFailing(file: string | undefined): KnownFailing {
  if (file === undefined) return KnownFailing.NONE;
  if (!existsSync(file)) throw new UnusableError(`${file}: there is no such file`);
  if (statSync(file).isDirectory()) throw new UnusableError(`${file}: this is a folder`);
  return KnownFailing.parse(file, readFileSync(file, "utf8"));
}

/** A report that has no place is told before the run, not after it; no empty one is left when the run fails. */
function requireWritable(file: string): void {
  const isNew = !existsSync(file);
  closeSync(openSync(file, "a"));
  if (isNew) rmSync(file);
}

async function expectAnswers({ url, workerUrl, timeoutMs }: Options, signal: AbortSignal): Promise<void> {
  for (const baseUrl of workerUrl === undefined ? [url] : [url, workerUrl]) {
    try {
      const request = { method: "GET", path: "/v1/health", headers: {}, body: undefined };
      await exchange({ baseUrl, timeoutMs, signal }, request);
    } catch (fault) {
      if (!(fault instanceof NoReplyError)) throw fault;
      if (signal.aborted) throw new UnusableError("interrupted");
      throw new UnusableError(`${baseUrl} does not answer: ${fault.message}${hintOn(fault)}`);
    }
  }
}

/** With a ledger that is damaged already a daemon may refuse what the cases begin with. */
async function noteUnready({ url: baseUrl, timeoutMs }: Options, signal: AbortSignal): Promise<void> {
  const request = { method: "GET", path: "/v1/ready", headers: {}, body: undefined };
  const reply = await exchange({ baseUrl, timeoutMs, signal }, request).catch(() => undefined);
  if (!isObject(reply?.body) || reply.body["ready"] !== false) return;
  process.stderr.write("the daemon is not ready: what it refuses for that counts as failed\n");
}

/** What may help when TLS is in the way. */
function hintOn({ code = "" }: NoReplyError): string {
  if (/CERT|VERIFY|ISSUER/.test(code)) return "; NODE_EXTRA_CA_CERTS may name a file with the certificate to trust";
  return code === "EPROTO" ? "; is it http?" : "";
}

/** Aborted when the user wants no more. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

/** On a terminal, the case that runs. */
function showProgress(id: string, number: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${number}/${total} ${id}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
}

function paintFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}
