import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "sucrase";
import { writeFiles } from "./files.js";
import { generateTools } from "./project.js";

/** What the generated tools of a contract export; whoever uses them knows the types of templates/runtime. */
export interface ToolModule {
  /** The list of `tools.ts`. */
  readonly tools: unknown;
  /** The `explain` of `client-explain.ts`. */
  readonly explain: unknown;
}

/**
 * Generates the tools of a contract and loads them: the very code that a program would import, its types taken away.
 * Throws `ContractError`.
 */
export async function loadToolModule(document: string, overlays: readonly string[]): Promise<ToolModule> {
  const folder = mkdtempSync(join(tmpdir(), "specwright-tools-"));
  try {
    const files = [...generateTools(document, overlays)].flatMap(([path, text]) => toJavaScript(path, text));
    writeFiles(folder, new Map([...files, ["package.json", '{ "type": "module" }']]));
    const load = (name: string): Promise<unknown> => import(pathToFileURL(join(folder, name)).href);
    const exported = (await load("tools.js")) as Readonly<Record<string, unknown>>; // any module is
    const { explain } = (await load("client-explain.js")) as { explain: unknown }; // generated so
    return { tools: Object.values(exported).find((value) => Array.isArray(value)), explain };
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
