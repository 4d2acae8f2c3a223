import { build } from "esbuild";
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Contract } from "../../generator/document/contract.js";
import { generate } from "../../generator/generate.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

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

/** Generates the client of a contract that lies beside this file. */
export function generateClient(contract: string): GeneratedClient {
  // Inside of the repository, where the types of the packages are found.
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "node_modules/.cache/client-"));
  const document = Contract.load(join(ROOT, "test/client", contract), (file) => readFileSync(file, "utf8"));
  const options = { name: "features", source: contract, runtime: "../runtime/", targets: ["client"] as const };
  mkdirSync(join(folder, "features"));
  mkdirSync(join(folder, "runtime"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const templates = join(ROOT, "templates/runtime");
  for (const name of readdirSync(templates).filter((file) => !file.endsWith(".test.ts"))) {
    writeFileSync(join(folder, "runtime", name), readFileSync(join(templates, name)));
  }
  for (const [path, text] of generate(document, options)) writeFileSync(join(folder, "features", path), text);
  return {
    folder,
    text: (path) => readFileSync(join(folder, path), "utf8"),
    load: (path) => load(join(folder, path)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function load<Module>(path: string): Promise<Module> {
  const outfile = join(mkdtempSync(join(tmpdir(), "client-")), "bundle.mjs");
  await build({ entryPoints: [path], outfile, bundle: true, format: "esm", logLevel: "error" });
  const module: unknown = await import(pathToFileURL(outfile).href);
  rmSync(dirname(outfile), { recursive: true });
  return module as Module; // what the caller knows of the contract
}
