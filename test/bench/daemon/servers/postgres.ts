import { execFileSync, spawnSync } from "node:child_process";
import { chown, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../../free-port.js";
import { startProgram, type DatabaseServer } from "./server.js";

const DEBIAN = "/usr/lib/postgresql";

/**
 * Starts PostgreSQL with its defaults (every commit synced) in a new cluster of the user `bench`; undefined where it
 * is not installed.
 */
export async function startPostgres(folder: string): Promise<DatabaseServer | undefined> {
  const binaries = await findBinaries();
  if (binaries === undefined) return undefined;
  const account = serverAccount();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid);
  const initialise = ["-D", folder, "-U", "bench", "--auth=trust", "--no-instructions"];
  execFileSync(join(binaries, "initdb"), initialise, { ...account, cwd: folder, stdio: "ignore" });
  const port = await freePort();
  const place = ["-D", folder, "-p", String(port), "-k", folder, "-h", "127.0.0.1"];
  return startProgram({
    command: join(binaries, "postgres"),
    args: [...place, "-c", "max_connections=200"],
    port,
    options: { ...account, cwd: folder, stdio: "ignore" },
  });
}

/** The server's programs are not on the path on Debian. */
async function findBinaries(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newest = versions.map(Number).sort((a, b) => b - a)[0];
  return newest === undefined ? undefined : join(DEBIAN, String(newest), "bin");
}

/** PostgreSQL refuses to run as root. */
function serverAccount(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}
