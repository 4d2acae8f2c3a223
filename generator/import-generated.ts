import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "sucrase";
import { writeFiles } from "./files.js";

/** What a module exports, by name. */
export type Exported = Readonly<Record<string, unknown>>;

/**
 * Loads generated files, their types taken away: the very code that a program would import. Gives what the modules at
 * the paths export, which end in `.js`.
 */
export async function importGenerated<const P extends readonly string[]>(
  files: ReadonlyMap<string, string>,
  paths: P,
): Promise<{ [K in keyof P]: Exported }> {
  const folder = mkdtempSync(join(tmpdir(), "specwright-modules-"));
  try {
    const scripts = [...files].flatMap(([path, text]) => toJavaScript(path, text));
    writeFiles(folder, new Map([...scripts, ["package.json", '{ "type": "module" }']]));
    const modules = paths.map((path): Promise<Exported> => import(pathToFileURL(join(folder, path)).href));
    return (await Promise.all(modules)) as { [K in keyof P]: Exported }; // one for each path
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toJavaScript(path: string, text: string): [string, string][] {
  if (path.endsWith(".d.ts")) return [];
  if (path.endsWith(".js")) return [[path, text]];
  const { code } = transform(text, { transforms: ["typescript"], disableESTransforms: true, filePath: path });
  return [[path.replace(/\.ts$/, ".js"), code]];
}
