import { claimName } from "../model/unique-names.js";
import type { SourceFile } from "../source-file.js";

/** The head of a function, on several lines where one would be too long. */
export function signature(
  name: string,
  { parameters, result }: { readonly parameters: readonly string[]; readonly result: string },
): string {
  const line = `${name}(${parameters.join(", ")}): ${result} {`;
  return line.length <= 120 ? line : `${name}(\n  ${parameters.join(",\n  ")},\n): ${result} {`;
}

/** The values of a client file: operations keep their names, everything else gives way to them. */
export class ClientNames {
  readonly #file: SourceFile;
  readonly #runtime: string;
  readonly #taken: Set<string>;
  readonly #imports = new Map<string, string>();

  /** `calls`: the names of the functions that the file exports. */
  constructor(file: SourceFile, options: { readonly runtime: string; readonly calls: Iterable<string> }) {
    this.#file = file;
    this.#runtime = options.runtime;
    this.#taken = new Set(options.calls);
  }

  /** A name for a value that the file declares. */
  declare(name: string): string {
    return claimName(name, this.#taken);
  }

  /** True when an operation or a declaration has this name. */
  isTaken(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Imports a value; the answer is the name that it has in this file. */
  value(name: string, module: string): string {
    const key = `${module} ${name}`;
    const known = this.#imports.get(key);
    if (known !== undefined) return known;
    const local = claimName(name, this.#taken);
    this.#file.use(local === name ? name : `${name} as ${local}`, module, { value: true });
    this.#imports.set(key, local);
    return local;
  }

  /** Imports a value of templates/runtime. */
  runtime(name: string, module: string): string {
    return this.value(name, `${this.#runtime}${module}.js`);
  }

  /** Imports a type of templates/runtime. Types of a contract end in words that no type there ends in. */
  type(name: string, module: string): string {
    return this.#file.use(name, `${this.#runtime}${module}.js`);
  }
}
