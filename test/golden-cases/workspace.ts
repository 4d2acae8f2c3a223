import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { runtimeFiles } from "../../generator/project.js";
import { folderNearPackages } from "../folders.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const COMPILER_OPTIONS = {
  target: "ES2023",
  module: "NodeNext",
  moduleResolution: "NodeNext",
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  // Declarations that are generated are checked too, those of the language and its libraries are not.
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
};

/** For generated JavaScript: it has no types, but every name and every module in it must be there. */
const CODE_OPTIONS = {
  target: "ES2023",
  module: "NodeNext",
  types: ["node"],
  allowJs: true,
  checkJs: true,
  noEmit: true,
};

/** A name, an export or a module is not there, or the options are wrong. */
const MISSING = /error TS(2304|2305|2307|2552|2614|2724|18004|5\d{3}):/;

/** A folder where the generated files of many contracts lie, one folder each, with one copy of the runtime. */
export class Workspace {
  readonly folder: string;
  /** Paths of what was generated as JavaScript. */
  readonly #code: string[] = [];

  constructor() {
    this.folder = folderNearPackages();
    this.#write("package.json", '{ "type": "module" }');
    this.#write("tsconfig.json", JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ["*/*.ts"] }));
    for (const [path, text] of runtimeFiles()) this.add(path, text);
  }

  /** Adds a file, and beside a TypeScript file the JavaScript that Node loads. */
  add(path: string, text: string): void {
    this.#write(path, text);
    if (path.endsWith(".js")) this.#code.push(path);
    if (!path.endsWith(".ts") || path.endsWith(".d.ts")) return;
    const { code } = transformSync(text, { loader: "ts", target: "node20" });
    this.#write(path.replace(/\.ts$/, ".js"), code);
  }

  #write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** What a module exports. */
  async load(path: string): Promise<Readonly<Record<string, unknown>>> {
    const module: unknown = await import(/* @vite-ignore */ pathToFileURL(join(this.folder, path)).href);
    return module as Readonly<Record<string, unknown>>; // every module is such an object
  }

  /** Errors of the compiler, `folder/file.ts(line,column): error ...`, over all files at once. */
  async compile(): Promise<string[]> {
    // Each by its name: a pattern would find the declarations in place of the code.
    this.#write("tsconfig.code.json", JSON.stringify({ compilerOptions: CODE_OPTIONS, files: this.#code }));
    const types = await this.#compile("tsconfig.json");
    const code = await this.#compile("tsconfig.code.json");
    return [...types, ...code.filter((line) => MISSING.test(line))];
  }

  async #compile(project: string): Promise<string[]> {
    const compiler = join(ROOT, "node_modules/typescript7/bin/tsc");
    const output = await new Promise<string>((resolve) => {
      // The exit code says no more than the output does.
      const command = [compiler, "-p", join(this.folder, project), "--pretty", "false"];
      execFile(process.execPath, command, { cwd: this.folder }, (_error, stdout) => resolve(stdout));
    });
    // Lines that are indented explain the one above.
    return output.split("\n").filter((line) => /^\S/.test(line));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
