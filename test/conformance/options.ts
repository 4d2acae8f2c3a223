import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_TIMEOUT_MS } from "./judge.js";
import type { Level } from "./suite/case.js";
import { LEVELS } from "./report/summary.js";

/** What the command line says. */
export interface Options {
  readonly url: string;
  readonly token?: string;
  readonly level: ReadonlySet<Level>;
  readonly workerUrl?: string;
  readonly restart?: string;
  readonly kill?: string;
  readonly damage?: string;
  readonly only?: readonly string[];
  readonly knownFailing?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly timeoutMs: number;
}

const EPILOGUE = `
Jobs of the run have ids of their own and are cancelled at its end; other jobs are left alone. --restart, --kill and
--damage take a shell command that brings the daemon down in that way, starts it again on the same ledger and ends.

Exit codes: 0 the claimed levels are kept, 1 a case failed (or one that is known to fail did not), 2 nothing could be
judged: wrong arguments, or nothing answers. docs/conformance.md tells more.`;

/** The command line of `specwright conformance`. */
export function createProgram(run: (options: Options) => Promise<void>): Command {
  const program = new Command("specwright conformance")
    .description("Judge a daemon by what it does over HTTP.")
    .showHelpAfterError('("specwright help conformance" tells more)');
  program
    .command("jobspec")
    .description("Judge an implementation of JobSpec v0.")
    .requiredOption("--url <url>", "where the daemon is", parseUrl)
    .addOption(new Option("--token <token>", "mutation token; needed from level 2 on").env("SPECWRIGHT_TOKEN"))
    .addOption(
      new Option("--level <levels>", "levels that are claimed: 2, or 1,3, or 1..3")
        .argParser(parseLevels)
        .default(new Set(LEVELS), "all"),
    )
    .option("--worker-url <url>", "where the worker protocol (openapi/worker.yaml) is served", parseUrl)
    .option("--restart <command>", "stops the daemon in good order and starts it again")
    .option("--kill <command>", "kills the daemon without warning and starts it again")
    .option(
      "--damage <command>",
      "puts a line that is no event before one of the ledger's events and starts the daemon again",
    )
    .option("--only <ids...>", "only cases with these ids; * stands for anything")
    .option("--known-failing <file>", "ids of cases that must fail, one a line")
    .option("--json <file>", "write the report as JSON")
    .option("--junit <file>", "write the report as JUnit XML")
    .option("--timeout-ms <ms>", "how long a reply or a start may take", parseTimeout, DEFAULT_TIMEOUT_MS)
    .addHelpText("after", EPILOGUE)
    .action(run);
  return program;
}

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("Not an http or https URL.");
}

function parseLevels(text: string): ReadonlySet<Level> {
  const [, from, to] = /^([1-4])\.\.([1-4])$/.exec(text) ?? [];
  const isRange = from !== undefined && to !== undefined;
  const asked = isRange ? LEVELS.filter((level) => level >= Number(from) && level <= Number(to)) : list(text);
  if (asked.length === 0) throw new InvalidArgumentError("Levels are 1 to 4: one, some as 1,3, or a range as 1..3.");
  return new Set(asked);
}

function list(text: string): readonly Level[] {
  const parts = text.split(",").map((part) => LEVELS.find((level) => String(level) === part.trim()));
  return parts.every((part) => part !== undefined) ? parts : [];
}

function parseTimeout(text: string): number {
  const ms = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (ms === 0) throw new InvalidArgumentError("Not a number of milliseconds.");
  return ms;
}
