import { build } from "esbuild";
import { readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Contract } from "../../generator/document/contract.js";
import { writeFiles } from "../../generator/files.js";
import { TARGETS } from "../../generator/generate.js";
import type { Api } from "../../generator/model/api.js";
import { readApi } from "../../generator/model/read-api.js";
import { chooseNames, type Names } from "../../generator/naming.js";
import { generateFolder, runtimeFiles } from "../../generator/project.js";
import type { CallOptions, Client } from "../../templates/runtime/client.js";
import type { RequestHandler } from "../../templates/runtime/exchange.js";
import type { RouterRules } from "../../templates/runtime/router-rules.js";
import { folderNearPackages } from "../folders.js";

/** A contract with all that is generated of it, compiled and loaded. */
export interface LoadedApi {
  readonly contract: Contract;
  readonly api: Api;
  readonly names: Names;
  /** The generated function of an operation. */
  call(name: string): OperationFunction;
  createRouter(handlers: object, options: RouterOptions): RequestHandler;
}

export type OperationFunction = (client: Client, request: object, options?: CallOptions) => Promise<unknown>;
export type RouterOptions = RouterRules<undefined>["options"] & {
  readonly security?: object;
  readonly problems?: object;
};

/** The files that are generated of a contract, its own below `api/` and the runtime below `runtime/`. */
export function generatedFiles(contract: Contract): Map<string, string> {
  const source = basename(contract.entry.file);
  return new Map([
    ...generateFolder(contract, { name: "api", document: source, targets: TARGETS }),
    ...runtimeFiles(),
    ["package.json", '{ "type": "module" }'],
  ]);
}

/** Writes the files of a contract to a folder of their own, inside of the repository so that packages are found. */
export function writeGenerated(files: ReadonlyMap<string, string>): string {
  const folder = folderNearPackages();
  writeFiles(folder, files);
  return folder;
}

export function readContract(file: string): Contract {
  return Contract.load(file, (path) => readFileSync(path, "utf8"));
}

/** Generates a contract, compiles the result as a bundle and loads it. */
export async function loadApi(contract: Contract): Promise<LoadedApi> {
  const folder = writeGenerated(generatedFiles(contract));
  try {
    const module = await bundle(join(folder, "api"));
    const api = readApi(contract);
    return {
      contract,
      api,
      names: chooseNames(api, "api"),
      call: (name) => found(module.client, name) as OperationFunction,
      createRouter: found(module.server, "createApiRouter") as LoadedApi["createRouter"],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Bundle {
  readonly client: Readonly<Record<string, unknown>>;
  readonly server: Readonly<Record<string, unknown>>;
}

async function bundle(folder: string): Promise<Bundle> {
  const contents = 'export * as client from "./client.js"; export * as server from "./server.js";';
  const outfile = join(folder, "bundle.mjs");
  await build({
    stdin: { contents, resolveDir: folder },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Bundle; // by the contents above
}

function found(exported: Readonly<Record<string, unknown>>, name: string): unknown {
  if (typeof exported[name] !== "function") throw new Error(`${name} is not exported`);
  return exported[name];
}
