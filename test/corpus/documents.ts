import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../generator/config.js";
import { packageRoot } from "../../generator/package-root.js";
import { CONFIG_FILE } from "../../generator/config-file.js";

const ROOT = packageRoot();

/** Public contracts beside the repository: read from there, never copied. Absent on most machines. */
export const CORPUS = join(ROOT, "../shared/specs");

/** Documents of a public contract that every run of the tests sends messages for. */
export const SMALL = ["petstore3", "train-travel", "scalar-galaxy", "readme-schema-types31", "spotify"];

/** This project's own contracts, by path. */
export function ownDocuments(): string[] {
  const config = readConfig(CONFIG_FILE, readFileSync(join(ROOT, CONFIG_FILE), "utf8"));
  return config.contracts.map(({ document }) => join(ROOT, document));
}

/** The public contracts, by path; none where their folder is absent. */
export function publicDocuments(): string[] {
  return existsSync(CORPUS) ? documentsIn(CORPUS) : [];
}

/** The documents of a folder, by path. */
export function documentsIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /\.(ya?ml|json)$/.test(file));
  return files.sort().map((file) => join(folder, file));
}

/** `petstore3` of `.../petstore3.yaml`. */
export function nameOf(document: string): string {
  return (document.split(/[/\\]/).at(-1) ?? document).replace(/\.(ya?ml|json)$/, "");
}
