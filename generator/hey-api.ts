import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Contract } from "./document/contract.js";
import type { Cursor } from "./document/cursor.js";
import { readTree } from "./files.js";

const PACKAGE = "@hey-api/openapi-ts";

/**
 * The SDK that hey-api generates of a contract, by path, below `hey-api/`. Its command is run as the project has it
 * installed: a process of its own, since it reads and writes files. Throws `ContractError` when it is not installed,
 * has no TypeScript that it can use, or refuses the contract.
 */
export function generateHeyApi(contract: Contract): Map<string, string> {
  const { root, files } = contract;
  if (files.length > 1) throw root.error("hey-api is given contracts of one file", "unsupported");
  const command = findCommand(root);
  const folder = mkdtempSync(join(tmpdir(), "specwright-hey-api-"));
  try {
    const input = join(folder, "openapi.json");
    const output = join(folder, "out");
    writeFileSync(input, JSON.stringify(root.value));
    const argv = [command, "--input", input, "--output", output, "--no-log-file", "--silent"];
    const { stderr } = spawnSync(process.execPath, argv, { encoding: "utf8", cwd: process.cwd() });
    // It ends with 0 for some faults; without files it has failed.
    const made = readTree(output);
    if (made.size === 0) throw root.error(`hey-api generates nothing: ${faultIn(stderr)}`, "unsupported");
    return new Map([...made].map(([path, text]) => [`hey-api/${path}`, text]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function findCommand(root: Cursor): string {
  const folder = packageFolder(resolve("package.json"), PACKAGE);
  if (folder === undefined) {
    throw root.error(`sdk: hey-api needs ${PACKAGE}: npm install --save-dev ${PACKAGE}`, "configuration");
  }
  const typescript = packageFolder(join(folder, "package.json"), "typescript");
  const version = typescript === undefined ? "none" : readVersion(join(typescript, "package.json"));
  // TypeScript 7 has no compiler that programs can call.
  if (!/^[56]\./.test(version)) {
    const fix = `"overrides": { "${PACKAGE}": { "typescript": "^5.9.0" } } in package.json gives it one of its own`;
    throw root.error(`${PACKAGE} needs TypeScript 5 or 6 and finds ${version}; ${fix}`, "configuration");
  }
  return join(folder, "bin", "run.js");
}

/** The folder of a package as a file finds it; looked for by name, since ES modules hide their manifests. */
function packageFolder(file: string, name: string): string | undefined {
  const folders = createRequire(file).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(folder));
}

function readVersion(manifest: string): string {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string }; // of a package
  return version;
}

function faultIn(stderr: string): string {
  const line = stderr.split("\n").find((text) => /error/i.test(text));
  return line?.replace(/^.*?Error:\s*/, "").trim() ?? "no reason given";
}
