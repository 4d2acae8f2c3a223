import { existsSync, readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Contract } from "../../generator/document/contract.js";
import { ContractError } from "../../generator/document/contract-error.js";
import { generate, TARGETS } from "../../generator/generate.js";

const FOLDER = fileURLToPath(new URL("../golden", import.meta.url));

/**
 * A feature of the generator, shown by one contract: `openapi.yaml`, and what comes of it.
 *
 * `expected/` holds the generated files that show the feature, byte for byte; `stderr.txt` holds the notes that come
 * with them or, without `expected/`, says why the contract is refused. `exchange.yaml` lists requests and replies that
 * client and server carry (see conversation.ts), `usage.ts` is code that compiles against the generated files.
 */
export class GoldenCase {
  readonly name: string;
  readonly folder: string;

  constructor(name: string) {
    this.name = name;
    this.folder = join(FOLDER, name);
  }

  get isRefused(): boolean {
    return existsSync(join(this.folder, "stderr.txt")) && !existsSync(join(this.folder, "expected"));
  }

  /** Names of the generated files that are compared: those that `expected/` has; `types.ts` where it is still empty. */
  get expectedFiles(): readonly string[] {
    const folder = join(this.folder, "expected");
    const names = existsSync(folder) ? readdirSync(folder).sort() : [];
    return names.length === 0 ? ["types.ts"] : names;
  }

  /** Text of a file of the case; undefined when there is none. */
  read(path: string): string | undefined {
    const file = join(this.folder, path);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** Writes what a file of the case should hold from now on. */
  update(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** The generated files and notes, or the message that the command line would print. */
  generate(): Generated | { readonly refusal: string } {
    try {
      const contract = Contract.load("openapi.yaml", (file) => readFileSync(join(this.folder, file), "utf8"));
      const options = { name: "api", source: "openapi.yaml", runtime: "../runtime/", targets: TARGETS };
      const notes: string[] = [];
      const files = generate(contract, { ...options, tell: (note) => notes.push(note) });
      return { files, notes: notes.map((note) => `${note}\n`).join("") };
    } catch (error) {
      if (error instanceof ContractError) return { refusal: `${error.message}\n` };
      throw error;
    }
  }
}

export interface Generated {
  readonly files: ReadonlyMap<string, string>;
  /** As the command line would print them. */
  readonly notes: string;
}

/** Every case, by name. */
export function goldenCases(): GoldenCase[] {
  const entries = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => new GoldenCase(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}
