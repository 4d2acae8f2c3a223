import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { generateDocument } from "../../generator/project.js";
import type { Tool } from "../../generated/runtime/tool.js";
import { temporaryFolder } from "../folders.js";
import { writeFiles } from "../../generator/files.js";

/** The tools of a contract, generated, bundled and loaded; by the names of their constants. */
export async function loadTools(document: string): Promise<Record<string, Tool>> {
  const { folder, remove } = temporaryFolder();
  try {
    const { files } = generateDocument(document, folder);
    writeFiles(folder, files);
    const outfile = join(folder, "tools.mjs");
    await build({ entryPoints: [join(folder, "tools.js")], outfile, bundle: true, format: "esm", logLevel: "error" });
    const module: unknown = await import(pathToFileURL(outfile).href);
    return module as Record<string, Tool>; // tools.js exports tools, and a list of them that is not asked for here
  } finally {
    remove();
  }
}
