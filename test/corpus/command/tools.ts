import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compilers, runtimes and peers that only the whole matrix needs. Installed on demand and kept in the cache, so that
 * nobody else waits for them.
 */
const PACKAGES: Readonly<Record<string, string>> = {
  "typescript-5.5": "npm:typescript@~5.5",
  "typescript-6": "npm:typescript@^6",
  "node-22": "npm:node@22",
  "node-24": "npm:node@24",
  // The peers' own TypeScript: two of them crash with version 7.
  typescript: "5.9",
  "@hey-api/openapi-ts": "0.99.0",
  orval: "^8",
  "swagger-typescript-api": "^13",
};

const FOLDER = join("node_modules", ".cache", "corpus-tools");

/** Installs what is missing; gives the folder of the packages. */
export function installTools(): string {
  const manifest = JSON.stringify({ private: true, type: "module", dependencies: PACKAGES });
  const file = join(FOLDER, "package.json");
  if (existsSync(join(FOLDER, "node_modules")) && readFileSync(file, "utf8") === manifest) return modules();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, manifest);
  const install = ["install", "--prefix", FOLDER, "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", install, { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error("the compilers, runtimes and peers could not be installed");
  return modules();
}

function modules(): string {
  return join(process.cwd(), FOLDER, "node_modules");
}
