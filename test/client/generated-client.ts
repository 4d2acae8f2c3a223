import { build } from "esbuild";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeFiles } from "../../generator/files.js";
import { loadContract } from "../../generator/load-contract.js";
import { generateFolder, runtimeFiles } from "../../generator/project.js";
import { folderNearPackages, temporaryFolder } from "../folders.js";

/** A contract's generated files in a folder of their own. */
export interface GeneratedClient {
  /** `features/client.js`, `runtime/client.ts` and so on lie here. */
  readonly folder: string;
  /** Text of a generated file. */
  text(path: string): string;
  /** Bundles a module and loads it. */
  load<Module>(path: string): Promise<Module>;
  remove(): void;
}

/** Generates the client of `features.yaml`. */
export function generateClient(): GeneratedClient {
  const contract = loadContract({ document: "test/client/features.yaml", overlays: [] });
  const options = { name: "features", document: "features.yaml", targets: ["client"] as const };
  const folder = folderNearPackages();
  const own: [string, string] = ["package.json", '{ "type": "module" }'];
  writeFiles(folder, new Map([...generateFolder(contract, options), ...runtimeFiles(), own]));
  return {
    folder,
    text: (path) => readFileSync(join(folder, path), "utf8"),
    load: (path) => load(join(folder, path)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function load<Module>(path: string): Promise<Module> {
  const { folder, remove } = temporaryFolder();
  const outfile = join(folder, "bundle.mjs");
  await build({ entryPoints: [path], outfile, bundle: true, format: "esm", logLevel: "error" });
  const module: unknown = await import(pathToFileURL(outfile).href);
  remove();
  return module as Module; // what the caller knows of the contract
}
