import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from "yaml";

/** What is wrong with a file of settings; the message begins with `file:line:column`, or the file alone. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
  readonly document: Document;
}

/** A value of a YAML file that knows where it stands. Everything it refuses is a `SettingsError` with its place. */
export class YamlCursor {
  readonly #source: Source;
  readonly #node: Node | null;
  /** Where the value stands, or its key when there is none. */
  readonly #offset: number;
  /** Where its key stands, or the list that it is in. */
  readonly #keyOffset: number;

  private constructor(source: Source, node: Node | null, keyOffset: number) {
    this.#source = source;
    const found = isAlias(node) ? node.resolve(source.document) : node;
    this.#node = found ?? null;
    this.#offset = node?.range?.[0] ?? keyOffset;
    this.#keyOffset = keyOffset;
    if (found === undefined) throw this.error("there is no anchor of this name");
  }

  /** Reads a YAML document; throws for the first thing in it that is no YAML, or of a type that nobody knows. */
  static parse(file: string, text: string): YamlCursor {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const cursor = new YamlCursor({ file, lines, document }, document.contents, 0);
    const [error] = [...document.errors, ...document.warnings];
    if (error === undefined) return cursor;
    const isSecond = error.code === "MULTIPLE_DOCS";
    throw cursor.#errorAt(error.pos[0], isSecond ? "a second document, where one is read" : error.message);
  }

  /** The error that something is wrong with this value. */
  error(what: string): SettingsError {
    return this.#errorAt(this.#offset, what);
  }

  /** The error that something is wrong with the key of this value. */
  keyError(what: string): SettingsError {
    return this.#errorAt(this.#keyOffset, what);
  }

  /** Keys and values of a map with these keys only; without `keys`, with any. */
  entries(keys?: readonly string[]): readonly (readonly [key: string, value: YamlCursor])[] {
    if (!isMap(this.#node)) throw this.error("is to be a map");
    return this.#node.items.map(({ key, value }) => {
      const node = key as Node; // what the parser makes of keys and values
      const name = isScalar(node) ? String(node.value) : "";
      const offset = node.range?.[0] ?? this.#offset;
      if (keys !== undefined && !keys.includes(name)) {
        throw this.#errorAt(offset, `unknown key "${name}"; there are ${keys.join(", ")}`);
      }
      return [name, new YamlCursor(this.#source, value as Node | null, offset)] as const;
    });
  }

  items(): readonly YamlCursor[] {
    if (!isSeq(this.#node)) throw this.error("is to be a list");
    return this.#node.items.map((item) => new YamlCursor(this.#source, item as Node, this.#offset));
  }

  /** A text that is not empty, without NUL, which the system takes nowhere. */
  text(): string {
    const value = this.anyText();
    if (value === "") throw this.error("is empty");
    return value;
  }

  /** A text without NUL. */
  anyText(): string {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value === "string" && !value.includes("\0")) return value;
    const isPlain = typeof value === "number" || typeof value === "boolean";
    throw this.error(isPlain ? `is to be a text: put it into quotes` : "is to be a text");
  }

  /** A whole number within bounds. */
  integer(least: number, most: number): number {
    const value = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.error(`is to be a whole number from ${least} to ${most}`);
  }

  #errorAt(offset: number, what: string): SettingsError {
    const { line, col } = this.#source.lines.linePos(offset);
    return new SettingsError(`${this.#source.file}:${line}:${col}: ${what}`);
  }
}
