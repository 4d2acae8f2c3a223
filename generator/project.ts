import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FILE } from "./config-file.js";
import { readConfig, type Config, type ContractConfig } from "./config.js";
import type { Contract, ReadFile } from "./document/contract.js";
import { Faults } from "./document/faults.js";
import { generate, TARGETS, type GenerateOptions } from "./generate.js";
import { generateHeyApi } from "./hey-api.js";
import { loadContract, readText, type ContractFiles } from "./load-contract.js";
import { readApi } from "./model/read-api.js";
import { packageRoot } from "./package-root.js";
import type { Step } from "./step.js";
import { expectContract } from "./short-run.js";

/** What a run of the generator yields: where it goes, and every file below that. */
export interface Output {
  /** Folder that the paths of `files` are below. */
  readonly out: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Told when a contract is done, so that long runs can be followed. */
export type Progress = (done: Done) => void;

export interface Done {
  readonly document: string;
  readonly files: number;
  readonly seconds: number;
  /** What is generated but may surprise, each as `file:line:column: note: what`. */
  readonly notes: readonly string[];
}

/** How a run is followed, and where its files come from. */
export interface RunOptions {
  readonly progress?: Progress;
  /** Told, beginning with the contract's path, what is done next. */
  readonly step?: Step;
  /** The disk when absent. */
  readonly read?: ReadFile;
}

/** Generates everything that the configuration in the current folder asks for. Throws `ContractError`. */
export function generateProject(options: RunOptions = {}): Output {
  const { read = readText } = options;
  const config = readConfig(CONFIG_FILE, read(CONFIG_FILE));
  return { out: config.out, files: generateAll(config, options) };
}

/** Generates one contract without a configuration, all targets, the runtime within `out`. Throws `ContractError`. */
export function generateDocument(document: string, out: string, options: RunOptions = {}): Output {
  const name = nameOf(document);
  const files = followed(document, options, (told) => {
    const contract = load({ document, overlays: [] }, options.read);
    return generate(contract, { name, source: document, runtime: "./runtime/", targets: TARGETS, ...told });
  });
  return { out, files: new Map([...files, ...runtimeFiles()]) };
}

/** Makes the files of a contract, and tells how it goes on. */
function followed(
  document: string,
  { progress, step }: RunOptions,
  make: (told: Pick<GenerateOptions, "tell" | "step">) => Map<string, string>,
): Map<string, string> {
  const started = performance.now();
  const notes: string[] = [];
  step?.(`${document}: reading`);
  const files = make({ tell: (note) => notes.push(note), step: (what) => step?.(`${document}: ${what}`) });
  progress?.({ document, files: files.size, seconds: (performance.now() - started) / 1000, notes });
  return files;
}

/** The tools of a contract, and what their calls may need. */
export interface GeneratedTools {
  /** With all that they need at run time. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of the security schemes. */
  readonly schemes: readonly string[];
}

/** Generates the tools of one contract. Throws `ContractError`. */
export function generateTools(document: string, overlays: readonly string[]): GeneratedTools {
  const options = { name: nameOf(document), source: document, runtime: "./runtime/", targets: ["tools"] as const };
  const contract = loadContract({ document, overlays });
  const files = new Map([...generate(contract, options), ...runtimeFiles()]);
  return { files, schemes: readApi(contract).securitySchemes.map(({ name }) => name) };
}

function load(files: ContractFiles, read: ReadFile | undefined): Contract {
  const contract = loadContract(files, read);
  expectContract(contract.length);
  return contract;
}

/** The name of a contract that nobody has given one. */
function nameOf(document: string): string {
  return (document.split(/[/\\]/).at(-1) ?? "api").replace(/(\.openapi)?\.(ya?ml|json)$/i, "");
}

function generateAll(config: Config, options: RunOptions): Map<string, string> {
  const faults = new Faults();
  const folders = faults.each(config.contracts, (contract) => [
    ...followed(contract.document, options, (told) =>
      generateFolder(load(contract, options.read), { ...contract, ...told }),
    ),
  ]);
  faults.throwAny();
  return new Map([...runtimeFiles(), ...folders.flat()]);
}

/** Code that goes beside generated files where it is asked for. */
const TARGETS_FOLDER = join("templates", "targets");

/** How one contract of several is generated. */
export type FolderOptions = Pick<ContractConfig, "name" | "document" | "targets" | "client" | "validation" | "sdk"> &
  Pick<GenerateOptions, "tell" | "step">;

/** The files of one contract of several, by path below the folder of all; the runtime left out. */
export function generateFolder(
  contract: Contract,
  { name, document, targets, client, validation, sdk, ...told }: FolderOptions,
): Map<string, string> {
  const options = { name, source: document, runtime: "../runtime/", targets, client, validation, ...told };
  const files = generate(contract, options);
  if (validation !== undefined)
    files.set(`${validation}.ts`, readText(join(packageRoot(), TARGETS_FOLDER, `${validation}.ts`)));
  const all = [...files, ...(sdk === undefined ? [] : generateHeyApi(contract))];
  return new Map(all.map(([path, text]) => [`${name}/${path}`, text]));
}

/** The verbatim copies of `templates/runtime`, tests left out. */
export function runtimeFiles(): [string, string][] {
  const folder = join(packageRoot(), "templates", "runtime");
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !/\.test(-d)?\.ts$/.test(name))
    .sort();
  return names.map((name) => [`runtime/${name}`, readText(join(folder, name))]);
}
