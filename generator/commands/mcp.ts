import { Command, InvalidArgumentError } from "commander";
import { packageVersion } from "../package-root.js";
import { printError, printNote } from "../terminal.js";
import { loadToolModule, type ToolModule } from "../tool-module.js";
import { append, OK, runCommand, USAGE } from "./run-command.js";

/** How the tools of a contract are served, and the API that they call. */
export interface ServeOptions {
  /** Where the paths of the contract begin. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** By name of security scheme. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Milliseconds until a call fails. */
  readonly timeoutMs: number;
  /** Tools to serve, by name, tag or method; all when empty. */
  readonly include: readonly string[];
  /** Tools to leave out, by name, tag or method. */
  readonly exclude: readonly string[];
  /** Of this package. */
  readonly version: string;
  /** Called with the number of tools once they are served, before the first is called. */
  readonly onReady: (tools: number) => void;
  /** Called when some of the selection names no tool; then nothing is served. */
  readonly onUnknown: (names: readonly string[]) => void;
}

/** Serves tools over standard input and output; resolves when the other side has gone or a signal ends it. */
export type ServeTools = (module: ToolModule, options: ServeOptions) => Promise<void>;

interface Options {
  readonly contract: string;
  readonly overlay?: readonly string[];
  readonly url: string;
  readonly header?: Pairs;
  readonly credential?: Pairs;
  readonly credentialEnv?: Pairs;
  readonly timeout: number;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** `specwright mcp ...`; resolves with the exit code. */
export function createMcp(serve: ServeTools): (argv: readonly string[]) => Promise<number> {
  return (argv) => runCommand(argv, (exit) => createProgram(async (options) => exit(await mcp(options, serve))));
}

function createProgram(action: (options: Options) => Promise<void>): Command {
  return new Command("specwright mcp")
    .description("Serve the operations of a contract as tools over MCP, on standard input and output.")
    .requiredOption("--contract <file>", "OpenAPI document")
    .requiredOption("--url <url>", "where its API is, such as https://api.example.com/base", parseUrl)
    .option("--overlay <file>", "OpenAPI overlay; several are applied in order", append)
    .option("--header <name:value>", "sent with every call; may be repeated", headerPair)
    .option("--credential <scheme=value>", "credential of a security scheme; may be repeated", pair("="))
    .option("--credential-env <scheme=name>", "the same, from an environment variable", environmentPair)
    .option("--timeout <ms>", "milliseconds until a call fails", parseMilliseconds, 30_000)
    .option("--include <what>", "only tools of this name, tag or method (GET); may be repeated", append)
    .option("--exclude <what>", "no tools of this name, tag or method; may be repeated", append)
    .addHelpText("after", "\nCredentials on a command line can be read by every process; prefer --credential-env.")
    .addHelpText(
      "after",
      "\nExit codes: 0 ended by the other side or a signal, 1 a contract is wrong, 2 wrong arguments.",
    )
    .action(action);
}

async function mcp(options: Options, serve: ServeTools): Promise<number> {
  const { contract, url, overlay = [], header = {}, credential, credentialEnv, timeout } = options;
  const { include = [], exclude = [] } = options;
  const module = await loadToolModule(contract, overlay);
  const credentials = { ...credential, ...credentialEnv };
  const foreign = Object.keys(credentials).filter((scheme) => !module.schemes.includes(scheme));
  if (foreign.length > 0) {
    printError(`${contract} has no security scheme ${foreign.join(", ")}, but ${module.schemes.join(", ") || "none"}`);
    return USAGE;
  }
  let exitCode = OK;
  await serve(module, {
    baseUrl: url,
    headers: header,
    credentials,
    timeoutMs: timeout,
    include,
    exclude,
    version: packageVersion(),
    onReady: (tools) => printNote(`${tools} tools of ${contract}, calling ${url}`),
    onUnknown: (names) => {
      printError(`no tool of ${contract} has the name, tag or method ${names.join(", ")}`);
      exitCode = USAGE;
    },
  });
  return exitCode;
}

type Pairs = Readonly<Record<string, string>>;

/** Reads `name`, the separator and a value, and adds them to those before. */
function pair(separator: string): (text: string, before?: Pairs) => Pairs {
  return (text, before = {}) => {
    const at = text.indexOf(separator);
    if (at < 1) throw new InvalidArgumentError(`Write NAME${separator}VALUE.`);
    return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
  };
}

function headerPair(text: string, before?: Pairs): Pairs {
  const headers = pair(":")(text, before);
  try {
    new Headers(headers);
  } catch {
    throw new InvalidArgumentError("Not a header that can be sent.");
  }
  return headers;
}

function environmentPair(text: string, before: Pairs = {}): Pairs {
  const [[scheme, name] = ["", ""]] = Object.entries(pair("=")(text));
  const value = process.env[name];
  if (value === undefined || value === "") throw new InvalidArgumentError(`The variable ${name} is not set.`);
  return { ...before, [scheme]: value };
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError("Write an http or https URL.");
  return text;
}

function parseMilliseconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value >= 2 ** 31) throw new InvalidArgumentError("Write milliseconds.");
  return value;
}
