import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from "yaml";
import { SuiteError, type Place } from "./suite-error.js";

/** A document that an {@link Entry} belongs to. */
interface Origin {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** One node of a YAML file, with its place. Every reader of it throws `SuiteError` there when the shape is another. */
export class Entry {
  readonly #origin: Origin;
  readonly #node: Node | null;
  /** Where to point when the node itself is empty. */
  readonly #offset: number;

  private constructor(origin: Origin, node: unknown, offset: number) {
    this.#origin = origin;
    // The library's maps hold nodes or null wherever a text was parsed.
    const given = node as Node | null;
    this.#node = isAlias(given) ? (given.resolve(origin.document) ?? null) : given;
    this.#offset = given?.range?.[0] ?? offset;
  }

  /** The root of a file. */
  static parse(file: string, text: string): Entry {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, logLevel: "silent" });
    const origin = { file, document, lines };
    const fault = document.errors[0];
    if (fault !== undefined)
      throw new SuiteError(placeAt(origin, fault.pos[0]), fault.message.split(" at line ")[0] ?? "");
    return new Entry(origin, document.contents, 0);
  }

  get place(): Place {
    return placeAt(this.#origin, this.#offset);
  }

  /** The tag that is written before the node, such as `!match`; undefined when there is none. */
  get tag(): string | undefined {
    const tag = this.#node?.tag;
    return tag?.startsWith("!") === true ? tag : undefined;
  }

  get kind(): "map" | "list" | "scalar" | "nothing" {
    if (isMap(this.#node)) return "map";
    if (isSeq(this.#node)) return "list";
    return isScalar(this.#node) && (this.#node.source !== "" || this.#node.type !== "PLAIN") ? "scalar" : "nothing";
  }

  fail(what: string): never {
    throw new SuiteError(this.place, what);
  }

  /** The members of a map, by name; a name outside of `allowed` or a missing one of `required` is an error. */
  fields(allowed: readonly string[], required: readonly string[] = []): ReadonlyMap<string, Entry> {
    for (const [key] of this.#pairs()) {
      const name = key.text();
      if (!allowed.includes(name)) key.fail(`unknown field "${name}"; known are ${allowed.join(", ")}`);
    }
    const fields = this.members();
    for (const name of required) if (!fields.has(name)) this.fail(`"${name}" is missing`);
    return fields;
  }

  /** The members of a map whose names are free. */
  members(): ReadonlyMap<string, Entry> {
    return new Map(this.#pairs().map(([key, value]) => [key.text(), value]));
  }

  #pairs(): readonly (readonly [key: Entry, value: Entry])[] {
    if (!isMap(this.#node)) return this.fail(`expected a map, not a ${this.kind}`);
    return this.#node.items.map((pair) => {
      const key = new Entry(this.#origin, pair.key, this.#offset);
      return [key, new Entry(this.#origin, pair.value, key.#offset)];
    });
  }

  list(): readonly Entry[] {
    if (!isSeq(this.#node)) return this.fail(`expected a list, not a ${this.kind}`);
    return this.#node.items.map((item) => new Entry(this.#origin, item, this.#offset));
  }

  text(): string {
    const value = this.scalar();
    return typeof value === "string" ? value : this.fail(`expected a text, not ${JSON.stringify(value)}`);
  }

  count(): number {
    const value = this.scalar();
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    return this.fail(`expected a count, not ${JSON.stringify(value)}`);
  }

  flag(): boolean {
    const value = this.scalar();
    return typeof value === "boolean" ? value : this.fail(`expected true or false, not ${JSON.stringify(value)}`);
  }

  /** A text, number, boolean or null. */
  scalar(): string | number | boolean | null {
    if (this.#node === null) return null;
    if (!isScalar(this.#node)) return this.fail(`expected a single value, not a ${this.kind}`);
    // What stands behind a tag of ours arrives as text; written plainly, it means what it would mean without the tag.
    if (this.tag !== undefined && this.#node.type === "PLAIN") return plain(this.#node.source ?? "");
    return this.#node.value as string | number | boolean | null; // what YAML's core schema makes of a scalar
  }
}

function plain(source: string): string | number | boolean | null {
  // The core schema makes nothing else of a plain scalar.
  return parseDocument(source).toJS() as string | number | boolean | null;
}

function placeAt({ file, lines }: Origin, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}
