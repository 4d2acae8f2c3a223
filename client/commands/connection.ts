import { resolve } from "node:path";
import type { Command } from "commander";
import { getDaemonHealth, type JobspecCredentials } from "../../generated/jobspec/client.js";
import { createClient, type Client } from "../../generated/runtime/client.js";
import type { Fault, Patience } from "../jobspec/patience.js";
import { discoverDaemon } from "../node.js";
import { CommandError, UNREACHABLE } from "./exit-codes.js";
import { printable } from "./table.js";
import type { Terminal } from "./terminal.js";

/** Options that every command has. */
export interface AccessOptions {
  readonly url?: string;
  readonly token?: string;
  readonly root: string;
  readonly json?: boolean;
}

/** A daemon that a command talks to. */
export interface Connection {
  readonly client: Client<JobspecCredentials>;
  /** Says on standard error, once, that the daemon is away. */
  readonly patience: Patience;
}

const CALL_TIMEOUT_MS = 10_000;

/** Gives a command the options that say where the daemon is. */
export function withAccessOptions(command: Command): Command {
  return command
    .option("--url <url>", "where the daemon is; else SPECWRIGHT_URL, else what was started in --root")
    .option("--token <token>", "mutation token; else SPECWRIGHT_TOKEN, else what the daemon made in --root")
    .option("--root <directory>", "directory of the project", ".")
    .option("--json", "print JSON, one object a line");
}

/** Finds the daemon; fails with `CommandError` when there is none to call. */
export async function connect({ url, token, root }: AccessOptions, terminal: Terminal): Promise<Connection> {
  const access = await discoverDaemon(root, { url, token, environment: terminal.environment });
  if (access === undefined) {
    const advice = 'start one with "specwright daemon run", or say where it is with --url';
    throw new CommandError(`no daemon was started in ${resolve(root)}: ${advice}`, UNREACHABLE);
  }
  const { baseUrl } = access;
  if (!/^https?:$/.test(URL.canParse(baseUrl) ? new URL(baseUrl).protocol : "")) {
    throw new CommandError(`not the URL of a daemon: ${printable(baseUrl)}`, UNREACHABLE);
  }
  let isTold = false;
  const onFault = ({ message }: Fault): void => {
    if (!isTold) terminal.note(`${baseUrl} does not answer, trying again: ${printable(message)}`);
    isTold = true;
  };
  const client = createClient({ ...access, timeoutMs: CALL_TIMEOUT_MS });
  return { client, patience: { signal: terminal.signal, onFault } };
}

/** Makes sure that the daemon is there, for commands that wait for it later. Fails with `TransportError`. */
export async function expectDaemon({ client }: Connection, { signal }: Terminal): Promise<void> {
  await getDaemonHealth(client, {}, { signal });
}
