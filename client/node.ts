import { constants } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClientOptions, Credential } from "../generated/runtime/client.js";
import type { JobspecCredentials } from "../generated/jobspec/client.js";

const ACTIVATION_PATH = ".agents/daemon/activation.json";
const TOKEN_PATH = ".agents/daemon/token";
const URL_VARIABLE = "SPECWRIGHT_URL";
/** The first that is set counts. */
const TOKEN_VARIABLES = ["SPECWRIGHT_TOKEN", "AGENTOPSD_TOKEN", "AGENTOPS_DAEMON_TOKEN"];

/** Options for `createJobspecClient` or `createClient`. */
export type DaemonAccess = Pick<ClientOptions<JobspecCredentials>, "baseUrl" | "credentials">;

/** What is known of a daemon beside its files. Blank texts count as absent. */
export interface AccessSources {
  /** Where the daemon is. Wins over the environment. */
  readonly url?: string | undefined;
  /** The mutation token. Wins over the environment. */
  readonly token?: string | undefined;
  /** Such as `process.env`. Its `SPECWRIGHT_URL` and tokens win over the files. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the JobSpec daemon that was started last for the project in `root`, and its mutation token where the daemon
 * made one; undefined when none was started there and no source names one. The daemon may have ended since: its first
 * call tells. A token in a file is read again at each call, since it may be replaced. Rejects when a file is there but
 * cannot be read, or is not the daemon's.
 */
export async function discoverDaemon(root: string, sources: AccessSources = {}): Promise<DaemonAccess | undefined> {
  const { environment = {} } = sources;
  const baseUrl = firstText(sources.url, environment[URL_VARIABLE]) ?? (await activatedUrl(root));
  if (baseUrl === undefined) return undefined;
  const given = firstText(sources.token, ...TOKEN_VARIABLES.map((name) => environment[name]));
  // The file's token belongs to a daemon of this machine: it is not sent to others.
  const token = given ?? (isLoopback(baseUrl) ? await tokenOfFile(join(root, TOKEN_PATH)) : undefined);
  return { baseUrl, credentials: token === undefined ? {} : { DaemonMutationToken: token } };
}

/** Asks the file, which is empty for a moment while it is replaced in place. */
async function tokenOfFile(path: string): Promise<Credential | undefined> {
  const first = firstText(await readIfThere(path));
  if (first === undefined) return undefined;
  let last = first;
  return async () => (last = firstText(await readIfThere(path)) ?? last);
}

function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.map((text) => text?.trim()).find((text) => text !== undefined && text !== "");
}

function isLoopback(url: string): boolean {
  const hostname = URL.canParse(url) ? new URL(url).hostname : "";
  if (hostname === "localhost" || hostname === "[::1]") return true;
  return /^127\.\d+\.\d+\.\d+$|^\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]$/.test(hostname);
}

async function activatedUrl(root: string): Promise<string | undefined> {
  const path = join(root, ACTIVATION_PATH);
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const url = urlOf(parse(path, text));
  if (url === undefined) throw new Error(`${path}: has no url`);
  return url;
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path}: is not JSON`, { cause });
  }
}

function urlOf(activation: unknown): string | undefined {
  if (typeof activation !== "object" || activation === null || !("url" in activation)) return undefined;
  return typeof activation.url === "string" ? activation.url : undefined;
}

/** Follows no link: a repository that somebody has made could lead to any file, whose text would be sent as a token. */
async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, { encoding: "utf8", flag: constants.O_RDONLY | constants.O_NOFOLLOW });
  } catch (fault) {
    const code = fault instanceof Error && "code" in fault ? fault.code : undefined;
    if (code === "ENOENT") return undefined;
    if (code === "ELOOP") throw new Error(`${path}: is a symbolic link, which is not followed`, { cause: fault });
    throw fault;
  }
}

/**
 * A signal that SIGTERM and SIGINT abort, for whatever is to be drained then. The second of them ends the process, as
 * it does without this.
 */
export function terminationSignal(): AbortSignal {
  const controller = new AbortController();
  const names = ["SIGTERM", "SIGINT"] as const;
  const stop = (name: NodeJS.Signals): void => {
    for (const each of names) process.off(each, stop);
    controller.abort(name);
  };
  for (const name of names) process.on(name, stop);
  return controller.signal;
}
