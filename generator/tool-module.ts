import { importGenerated } from "./import-generated.js";
import { generateTools } from "./project.js";

/** What the generated tools of a contract export; whoever uses them knows the types of templates/runtime. */
export interface ToolModule {
  /** The list of `tools.js`. */
  readonly tools: unknown;
  /** The `explain` of `client-explain.js`. */
  readonly explain: unknown;
  /** Names of the contract's security schemes. */
  readonly schemes: readonly string[];
}

/**
 * Generates the tools of a contract and loads them: the very code that a program would import, its types taken away.
 * Throws `ContractError`.
 */
export async function loadToolModule(document: string, overlays: readonly string[]): Promise<ToolModule> {
  const { files, schemes } = generateTools(document, overlays);
  const [exported, { explain }] = await importGenerated(files, ["tools.js", "client-explain.js"] as const);
  return { tools: Object.values(exported).find((value) => Array.isArray(value)), explain, schemes };
}
