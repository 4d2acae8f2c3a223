import { posix } from "node:path";
import { ContractError } from "./contract-error.js";
import { Cursor } from "./cursor.js";
import { Faults } from "./faults.js";
import { parsePointer, valueAt } from "./json-pointer.js";
import { references } from "./references.js";
import { Resources } from "./resources.js";
import { Source } from "./source.js";

/** Gives the text of a file of a contract; throws when there is none. The only way from here to a disk. */
export type ReadFile = (file: string) => string;

/** Changes the entry document before its references are followed, as overlays do. */
export type Amend = (entry: Source) => Source;

/** A file that there is no text of, and why. */
interface Unreadable {
  readonly cause: unknown;
}

/**
 * A contract: its entry document and every file that `$ref` reaches from there.
 *
 * What is wrong with it is collected in `faults`, so that whoever reads on can tell that as well; `readApi` is where
 * they are thrown.
 */
export class Contract {
  readonly entry: Source;
  readonly faults = new Faults();
  readonly #sources: Map<string, Source>;
  /** Why files that are referred to are not among `#sources`. */
  readonly #failures = new Map<string, ContractError | Unreadable>();
  readonly #resources = new Resources();
  readonly #references: Cursor[] = [];

  private constructor(entry: Source) {
    this.entry = entry;
    this.#sources = new Map([[normalPath(entry.file), entry]]);
  }

  /**
   * Reads `file` and all it refers to. Throws `ContractError` for faults that leave nothing to read; others, references
   * that lead nowhere among them, are in `faults` then.
   */
  static load(file: string, read: ReadFile, amend: Amend = (entry) => entry): Contract {
    const contract = new Contract(amend(Source.parse(file, read(file))));
    const waiting = [contract.entry];
    const found = contract.#references;
    for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
      contract.faults.each(contract.#resources.add(source), (fault) => {
        throw fault;
      });
      for (const reference of references(new Cursor(source, source.root))) {
        found.push(reference);
        if (contract.#resources.find(reference) !== undefined) continue;
        const loaded = contract.faults.attempt(() => contract.#readReferred(reference, read));
        if (loaded !== undefined) waiting.push(loaded);
      }
    }
    for (const reference of found) contract.faults.attempt(() => contract.target(reference));
    return contract;
  }

  /** The file of a reference; undefined when it is known already, or there is no text of it. */
  #readReferred(reference: Cursor, read: ReadFile): Source | undefined {
    const target = fileOf(reference);
    if (this.#sources.has(target) || this.#failures.has(target)) return undefined;
    let text: string;
    try {
      text = read(target);
    } catch (cause) {
      this.#failures.set(target, { cause });
      return undefined;
    }
    try {
      const source = Source.parse(target, text);
      this.#sources.set(target, source);
      return source;
    } catch (fault) {
      if (fault instanceof ContractError) this.#failures.set(target, fault);
      throw fault;
    }
  }

  get root(): Cursor {
    return new Cursor(this.entry, this.entry.root);
  }

  /** What `work` makes of the contract. Throws `ContractError` where its references lead deeper than the stack goes. */
  withinStack<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof RangeError) || !cause.message.includes("call stack")) throw cause;
      const place = { file: this.entry.file, line: 1, column: 1 };
      throw new ContractError("references nest too deeply", place, { code: "unsupported", cause });
    }
  }

  /** Characters of all files. */
  get length(): number {
    return [...this.#sources.values()].reduce((sum, source) => sum + source.length, 0);
  }

  /** Files of the contract, entry first. */
  get files(): readonly string[] {
    return [...this.#sources.keys()];
  }

  /** The text of every reference in it, in the order of files and within them. */
  get references(): readonly Cursor[] {
    return this.#references;
  }

  /** Schemas with a `$dynamicAnchor` in the resource that a value is in, by its name. */
  dynamicAnchors(cursor: Cursor): ReadonlyMap<string, Cursor> {
    return this.#resources.dynamicAnchors(cursor);
  }

  /** Schemas with a `$dynamicAnchor` of that name in any resource. */
  dynamicAnchorsNamed(name: string): readonly Cursor[] {
    return this.#resources.dynamicAnchorsNamed(name);
  }

  /** The value that `cursor` is or refers to, following `$ref` from object to object. */
  resolve(cursor: Cursor): Cursor {
    const seen = new Set<string>();
    let current = cursor;
    while (current.isObject && typeof current.object()["$ref"] === "string") {
      if (seen.has(current.address)) throw cursor.error("$ref leads back to itself", "reference");
      seen.add(current.address);
      current = this.target(current.require("$ref", "reference"));
    }
    return current;
  }

  /** The value that the text of a `$ref` (RFC 6901 fragment, or a plain `$anchor` name) points at. */
  target(reference: Cursor): Cursor {
    const found = this.find(reference);
    if (found !== undefined) return found;
    const file = fileOf(reference);
    const failure = this.#failures.get(file);
    if (failure instanceof ContractError) throw failure;
    const reason = failure === undefined ? " leads nowhere" : `: cannot read ${file}`;
    throw new ContractError(`$ref "${reference.string()}"${reason}`, reference.place, {
      code: "reference",
      ...failure,
    });
  }

  /** The same; undefined where the reference leads nowhere. */
  find(reference: Cursor): Cursor | undefined {
    const root = this.#resources.find(reference) ?? this.#rootOf(reference);
    const fragment = reference.string().split("#")[1] ?? "";
    const path = parsePointer(fragment);
    if (root === undefined || path === undefined) return root && this.#resources.anchored(root, fragment);
    if (valueAt(root.value, path) === undefined) return undefined;
    let cursor = root;
    for (const step of path)
      cursor = new Cursor(cursor.source, valueAt(cursor.value, [step]), { parent: cursor, step });
    return cursor;
  }

  #rootOf(reference: Cursor): Cursor | undefined {
    const source = this.#sources.get(fileOf(reference));
    return source && new Cursor(source, source.root);
  }
}

/** The file that a reference is to, in one spelling however it is reached. */
function fileOf(reference: Cursor): string {
  const file = reference.string().split("#")[0] ?? "";
  if (/^[a-z][a-z0-9+.-]+:/i.test(file))
    throw reference.error(`$ref "${reference.string()}" is remote; nothing is fetched`, "unsupported");
  const own = normalPath(reference.source.file);
  return file === "" ? own : posix.join(posix.dirname(own), decodeFile(reference, file));
}

function decodeFile(reference: Cursor, file: string): string {
  try {
    return decodeURIComponent(file);
  } catch (cause) {
    const reason = `$ref "${reference.string()}" is not a URI reference`;
    throw new ContractError(reason, reference.place, { code: "reference", cause });
  }
}

function normalPath(file: string): string {
  return posix.normalize(file.replaceAll("\\", "/"));
}
