import { readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { readTree } from "../files.js";
import { TARGETS } from "../generate.js";
import { loadContract } from "../load-contract.js";
import { readApi } from "../model/read-api.js";
import { chooseNames } from "../naming.js";
import { packageRoot, packageVersion } from "../package-root.js";
import { generateFolder, runtimeFiles } from "../project.js";
import { findProbe, handlersFile, policyFile } from "./project-code.js";

/** What a new project is made of. */
export interface NewProjectOptions {
  /** Of the package. */
  readonly name: string;
  /** Path of the contract's entry document. */
  readonly contract: string;
}

/**
 * The files of a new project, by path: `templates/project`, the contract with every file that it refers to, and the
 * code that depends on it: what is generated, and what is to be written on. Throws `ContractError`.
 */
export function newProject({ name, contract: file }: NewProjectOptions): Map<string, string> {
  const contract = loadContract({ document: file, overlays: [] });
  const api = readApi(contract);
  const names = chooseNames(api, "api");
  const probe = findProbe(api);
  const documents = documentPaths(contract.files);
  const document = documents.get(file) ?? file;
  const generated = [...runtimeFiles(), ...generateFolder(contract, { name: "api", document, targets: TARGETS })];
  const values = { name, version: packageVersion(), document, ...probe };
  const template = readTree(join(packageRoot(), "templates", "project"));
  const files = [...template].map(([path, text]): [string, string] => [
    path === "gitignore" ? ".gitignore" : path,
    fill(probe === undefined ? withoutProbe(text) : text, values),
  ]);
  const contracts = [...documents].map(([from, to]): [string, string] => [to, readFileSync(from, "utf8")]);
  return new Map([
    ...files,
    ...contracts,
    ...generated.map(([path, text]): [string, string] => [`generated/${path}`, text]),
    ["src/handlers.ts", handlersFile(names)],
    ["src/policy.ts", policyFile(api, names)],
  ]);
}

/** Puts values where a template names them. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (place, name: string) => values[name] ?? place);
}

/** Without the last test of a file that asks a probe. */
function withoutProbe(text: string): string {
  return text.includes("{{path}}") ? `${text.slice(0, text.lastIndexOf("\n// Replace")).trimEnd()}\n` : text;
}

/** Where the files of a contract go in the project: below `openapi/`, as they lie to each other. */
function documentPaths(files: readonly string[]): Map<string, string> {
  const absolute = files.map((file) => resolve(file).replaceAll("\\", "/").split("/"));
  const [first = []] = absolute;
  let depth = 0;
  while (depth < first.length - 1 && absolute.every((path) => path[depth] === first[depth] && depth < path.length - 1))
    depth += 1;
  return new Map(files.map((file, index) => [file, posix.join("openapi", ...(absolute[index] ?? []).slice(depth))]));
}
