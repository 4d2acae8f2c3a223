#!/usr/bin/env node
import { Command } from "commander";
import { FAILED, runCommand, type Exit } from "./commands/run-command.js";
import { packageVersion } from "./package-root.js";
import { printError } from "./terminal.js";

const HINT = '("specwright --help" lists the commands)';

/** A command: its own arguments in, an exit code out. */
interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<(argv: readonly string[]) => Promise<number>>;
  /** It runs until it is told to stop, and ends then whether or not somebody reads what it has written. */
  readonly isService?: true;
}

/** How long the last output of a service may take to be written, in milliseconds. */
const LAST_OUTPUT_MS = 1_000;

/** Loaded when they are asked for, so that none pays for another (docs/decisions/0004). */
const COMMANDS: readonly CommandEntry[] = [
  {
    name: "generate",
    description: "Generate types, validators, server and client of contracts",
    load: async () => (await import("./commands/generate.js")).runGenerate,
  },
  {
    name: "check",
    description: "Fail when generated files are not what the contracts make of them",
    load: async () => (await import("./commands/check.js")).runCheck,
  },
  {
    name: "new",
    description: "Make the project of a runtime that serves a contract",
    load: async () => (await import("./commands/new.js")).runNew,
  },
  {
    name: "mcp",
    description: "Serve the operations of a contract as tools for language models (MCP)",
    load: async () => {
      const { serveTools } = await import("../client/mcp/serve-tools.js");
      return (await import("./commands/mcp.js")).createMcp(serveTools);
    },
  },
  {
    name: "diff",
    description: "Tell what changed between two contracts, and what of it breaks clients",
    load: async () => (await import("./commands/diff.js")).runDiff,
  },
  {
    name: "lint",
    description: "Tell what is wrong with contracts, their own examples included",
    load: async () => (await import("./commands/lint.js")).runLint,
  },
  {
    name: "daemon",
    description: "Run the JobSpec daemon",
    isService: true,
    load: async () => {
      const { runDaemon } = await import("../server/main.js");
      return (argv) =>
        runDaemon(argv, async ({ file, ...surroundings }) => {
          const { loadExecutors } = await import("../client/executors/executors-file.js");
          const { runLoggedWorker } = await import("../client/executors/logged-worker.js");
          const { createClient } = await import("../generated/runtime/client.js");
          const executors = await loadExecutors(file, surroundings);
          return ({ url, token, ...options }) => {
            const client = createClient({ baseUrl: url, credentials: { DaemonMutationToken: token } });
            return runLoggedWorker(client, executors, options);
          };
        });
    },
  },
  {
    name: "worker",
    description: "Run jobs of a daemon",
    isService: true,
    load: async () => (await import("../client/commands/worker.js")).runWorkers,
  },
  {
    name: "ledger",
    description: "Verify, repair, export or back up a daemon's ledger",
    load: async () => (await import("../server/ledger-commands/main.js")).runLedger,
  },
  {
    name: "projections",
    description: "List, verify or rebuild the files of a daemon's projections",
    load: async () => (await import("../server/projection-commands/main.js")).runProjections,
  },
  {
    name: "jobs",
    description: "Submit, list, show, cancel and watch jobs of a daemon",
    load: async () => (await import("../client/commands/jobs.js")).runJobs,
  },
  {
    name: "events",
    description: "Print or follow the events of a daemon",
    load: async () => (await import("../client/commands/events.js")).runEvents,
  },
  {
    name: "conformance",
    description: "Judge an implementation of JobSpec by what it does over HTTP",
    load: async () => (await import("../test/conformance/main.js")).runConformance,
  },
];

function createProgram(exit: Exit): Command {
  const program = new Command("specwright")
    .description("Turns an OpenAPI contract into a server that cannot lie about it and a client that cannot misuse it.")
    .version(packageVersion())
    .enablePositionalOptions()
    .showHelpAfterError(HINT)
    // What follows a command's name is its own to tell.
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .helpCommand(false)
    .addHelpText("after", '\n"specwright help COMMAND" tells of one: its arguments, options and exit codes.');
  for (const { name, description, load, isService = false } of COMMANDS) {
    program
      .command(name)
      .description(`${description}.`)
      .argument("[arguments...]")
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (rest: string[]) => {
        const run = await load();
        exit(await run(rest));
        if (isService) setTimeout(() => process.exit(), LAST_OUTPUT_MS).unref();
      });
  }
  program
    .command("help")
    .description("Tell of a command.")
    .argument("[command...]")
    .action(async (words: readonly string[]) => exit(await tellOf(program, words)));
  return program;
}

/** The help of a command, or of one of its own: `jobs submit`. */
async function tellOf(program: Command, [name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined) return program.help();
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) return program.error(`error: unknown command '${name}'`);
  const run = await entry.load();
  return run([...rest, "--help"]);
}

// A reader that wants no more, as head does, is no fault: the command comes to its end, and to its exit code.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") return;
  printError(`standard output: ${message}`);
  process.exit(FAILED);
});
process.exitCode = await runCommand(process.argv.slice(2), createProgram);
