import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClientOptions } from "../generated/runtime/client.js";
import type { JobspecCredentials } from "../generated/jobspec/client.js";

const ACTIVATION_PATH = ".agents/daemon/activation.json";
const TOKEN_PATH = ".agents/daemon/token";

/** Options for `createJobspecClient` or `createClient`. */
export type DaemonAccess = Pick<ClientOptions<JobspecCredentials>, "baseUrl" | "credentials">;

/**
 * Finds the JobSpec daemon that was started last for the project in `root`, and its mutation token where the daemon
 * made one; undefined when none was started there. The daemon may have ended since: its first call tells. Rejects
 * when a file is there but cannot be read, or is not the daemon's.
 */
export async function discoverDaemon(root: string): Promise<DaemonAccess | undefined> {
  const activation = await readIfThere(join(root, ACTIVATION_PATH));
  if (activation === undefined) return undefined;
  const baseUrl = urlOf(JSON.parse(activation));
  if (baseUrl === undefined) throw new Error(`${join(root, ACTIVATION_PATH)}: has no url`);
  const token = (await readIfThere(join(root, TOKEN_PATH)))?.trim();
  return { baseUrl, credentials: token === undefined ? {} : { DaemonMutationToken: token } };
}

function urlOf(activation: unknown): string | undefined {
  if (typeof activation !== "object" || activation === null || !("url" in activation)) return undefined;
  return typeof activation.url === "string" ? activation.url : undefined;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return undefined;
    throw fault;
  }
}
