import { CORE_SCHEMA, load } from "js-yaml";
import type { YAMLError } from "yaml";
import { ContractError, throwFaults, type Place } from "./contract-error.js";
import { jsonFault } from "./json-fault.js";
import { formatPointer, type PointerStep } from "./json-pointer.js";
import { JsonPositions } from "./json-positions.js";
import type { OverlayResult } from "./overlay.js";
import { repeatedJsonKeys } from "./repeated-json-keys.js";
import { danglingAlias, offsetOf, parseWithPositions, type Positions } from "./positions.js";

/**
 * One file of a contract: its plain value, and the place of any value in it.
 *
 * Positions are looked up only when something has to be reported: JSON is read by `JSON.parse` and YAML by js-yaml,
 * several times faster than a parser that keeps positions. For the first message JSON is looked into as far as its
 * place is deep, and YAML parsed again with positions.
 */
export class Source {
  readonly file: string;
  readonly root: unknown;
  readonly #text: string;
  readonly #amendment: Amendment | undefined;
  #positions: Positions | undefined;
  #jsonPositions: JsonPositions | undefined;

  private constructor(file: string, text: string, amendment?: Amendment) {
    this.file = file;
    this.#text = text;
    this.#amendment = amendment;
    this.root = amendment === undefined ? this.#read() : amendment.overlaid.document;
  }

  /**
   * Reads JSON (`.json`), plain text (`.md`, `.txt`, `.html`), else YAML 1.2. Throws `ContractError` for the first
   * fault that a text cannot be read for, and for every key that stands twice.
   */
  static parse(file: string, text: string): Source {
    return new Source(file, text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  }

  /** The same file as an overlay leaves it; what the overlay wrote has its place there. */
  amended(overlaid: OverlayResult): Source {
    return new Source(this.file, this.#text, { base: this, overlaid });
  }

  /** Characters of the text. */
  get length(): number {
    return this.#text.length;
  }

  /** True when `word` stands anywhere in the text of the file. */
  mentions(word: string): boolean {
    return this.#text.includes(word);
  }

  /** Where the value at `path` stands, or the nearest enclosing value that stands in the text. */
  placeOf(path: readonly PointerStep[]): Place {
    if (this.#amendment !== undefined) return amendedPlace(this.#amendment, path);
    if (this.#isJson) return this.#jsonPlace(this.#json.offsetOf(path));
    this.#positions ??= parseWithPositions(this.#text);
    return this.#placeAt(offsetOf(this.#positions.document, path), this.#positions.lines);
  }

  get #isJson(): boolean {
    return this.file.endsWith(".json");
  }

  get #json(): JsonPositions {
    this.#jsonPositions ??= new JsonPositions(this.#text);
    return this.#jsonPositions;
  }

  #jsonPlace(offset: number): Place {
    return { file: this.file, ...this.#json.lines.at(offset) };
  }

  #placeAt(offset: number, lines: Positions["lines"]): Place {
    const { line, col } = lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #read(): unknown {
    if (this.#isJson) return this.#readJson();
    // A `$ref` from prose may lead to a text, as `info.description: { $ref: guide.md }` does.
    if (/\.(md|txt|html)$/i.test(this.file)) return this.#text;
    const value = parseYaml(this.#text);
    if (value !== undefined) return value;
    this.#positions = parseWithPositions(this.#text);
    const { document, lines } = this.#positions;
    const faults = told(document.errors).map((fault) => {
      const place = this.#placeAt(fault.pos[0], lines);
      return new ContractError(plainReason(fault.message), place, { code: "syntax", cause: fault });
    });
    throwFaults(faults);
    return this.#toValue(this.#positions);
  }

  /** Aliases and merge keys are followed only here, so this is where they turn out to lead nowhere. */
  #toValue({ document, lines }: Positions): unknown {
    try {
      return document.toJS({ maxAliasCount: -1 });
    } catch (cause) {
      const reason = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0] ?? "";
      throw new ContractError(reason, this.#placeAt(danglingAlias(document), lines), { code: "syntax", cause });
    }
  }

  #readJson(): unknown {
    const value = this.#parseJson();
    throwFaults(
      repeatedJsonKeys(this.#text).map(({ key, offset }) =>
        this.#syntaxError(`key "${key}" stands twice in this object`, offset),
      ),
    );
    return value;
  }

  #parseJson(): unknown {
    try {
      return JSON.parse(this.#text);
    } catch (cause) {
      const { reason, offset } = jsonFault(this.#text);
      throw this.#syntaxError(`not JSON: ${reason}`, offset, { cause });
    }
  }

  #syntaxError(reason: string, offset: number, options: { readonly cause?: unknown } = {}): ContractError {
    return new ContractError(reason, this.#jsonPlace(offset), { code: "syntax", ...options });
  }
}

/** What the parser says to programmers, in words for whoever wrote the text. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/^Source contains multiple documents/, "a second document begins here; a file of a contract holds one"],
  [/^Map keys must be unique/, "a key stands twice in this object"],
  [/^Maximum call stack size exceeded/, "nested too deeply"],
];

function plainReason(message: string): string {
  const told = message.split(/ at line \d+/)[0] ?? message;
  return PLAIN.find(([pattern]) => pattern.test(told))?.[1] ?? told;
}

/** Those that are no consequence of another: keys that stand twice, and the first of the rest. */
function told(errors: readonly YAMLError[]): readonly YAMLError[] {
  const rest = errors.filter(({ code }) => code !== "DUPLICATE_KEY");
  return errors.filter((error) => error.code === "DUPLICATE_KEY" || error === rest[0]);
}

/** A document before and after an overlay. */
interface Amendment {
  readonly base: Source;
  readonly overlaid: OverlayResult;
}

function amendedPlace({ base, overlaid }: Amendment, path: readonly PointerStep[]): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const pointer = formatPointer(path.slice(0, length));
    const findPlace = overlaid.places.get(pointer);
    if (findPlace !== undefined) return findPlace();
    const original = overlaid.moved.get(pointer);
    if (original !== undefined) return base.placeOf([...original, ...path.slice(length)]);
  }
  return base.placeOf(path);
}

/**
 * The value of a YAML text at a tenth of the cost of a parse with positions; undefined where both parsers might not
 * agree (directives, merge keys, keys that are null) or this one finds a fault, which the other one then tells with its
 * place.
 */
function parseYaml(text: string): unknown {
  if (/^%|(?:^[ \t-]*|[{,]\s*|\?\s+)(?:<<|~|null|Null|NULL)?[ \t]*:(?:\s|$)/m.test(text)) return undefined;
  try {
    return load(text, { schema: CORE_SCHEMA });
  } catch {
    return undefined;
  }
}
