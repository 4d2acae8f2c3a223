import { claimName } from "../model/unique-names.js";
import type { SourceFile } from "../source-file.js";

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
}
