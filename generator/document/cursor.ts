import { ContractError, type ContractErrorCode, type Place } from "./contract-error.js";
import { formatPointer, type PointerStep } from "./json-pointer.js";
import type { Source } from "./source.js";

/** How deep values of a document may be nested; an alias of YAML that holds itself is nested without end. */
const DEEPEST = 500;

/** A value of a contract that knows where it stands, so that whoever reads it can say what is wrong and where. */
export class Cursor {
  readonly value: unknown;
  readonly source: Source;
  readonly parent: Cursor | undefined;
  readonly step: PointerStep;
  readonly #depth: number;

  /** `below`: the value that this one is part of, and the step from there; nothing for a whole document. */
  constructor(source: Source, value: unknown, below?: { readonly parent: Cursor; readonly step: PointerStep }) {
    this.source = source;
    this.value = value;
    this.parent = below?.parent;
    this.step = below?.step ?? "";
    this.#depth = below === undefined ? 0 : below.parent.#depth + 1;
    if (this.#depth > DEEPEST) throw this.#tooDeep();
  }

  get path(): readonly PointerStep[] {
    return this.parent === undefined ? [] : [...this.parent.path, this.step];
  }

  /** `file#/json/pointer`: one text per value of a contract. */
  get address(): string {
    return `${this.source.file}#${formatPointer(this.path)}`;
  }

  get place(): Place {
    return this.source.placeOf(this.path);
  }

  /** Told with a pointer: to find its place would mean to parse the text once more, as deep as it is. */
  #tooDeep(): ContractError {
    const outside = formatPointer(this.path.slice(0, 6));
    const place = { file: this.source.file, line: 1, column: 1 };
    return new ContractError(`nested more than ${DEEPEST} levels deep, below #${outside}`, place, {
      code: "unsupported",
    });
  }

  error(reason: string, code?: ContractErrorCode): ContractError {
    return new ContractError(reason, this.place, code === undefined ? {} : { code });
  }

  get isObject(): boolean {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value);
  }

  has(key: string): boolean {
    return this.isObject && Object.hasOwn(this.value as object, key);
  }

  /** The value under `key`, or undefined when the object has no such key. Throws unless this is an object. */
  get(key: string): Cursor | undefined {
    const object = this.object();
    return Object.hasOwn(object, key) ? this.#child(object[key], key) : undefined;
  }

  /** The value under a key that OpenAPI requires. */
  require(key: string, what: string): Cursor {
    const found = this.get(key);
    if (found === undefined) throw this.error(`${what} has no "${key}"`);
    return found;
  }

  /** Throws at a key that is none of those of a configuration. */
  allow(keys: readonly string[]): void {
    for (const [key, value] of this.entries()) {
      if (!keys.includes(key)) throw value.error(`unknown key "${key}"; there are ${keys.join(", ")}`, "configuration");
    }
  }

  #child(value: unknown, step: PointerStep): Cursor {
    return new Cursor(this.source, value, { parent: this, step });
  }

  /** Keys and values in the order of the document; none for a null, which YAML writes where nothing stands. */
  entries(): [string, Cursor][] {
    if (this.value === null) return [];
    return Object.entries(this.object()).map(([key, value]) => [key, this.#child(value, key)]);
  }

  /** Entries of an object with patterned fields, which `x-` extensions may stand among (OpenAPI 3.1 section 4.9). */
  patterned(): [string, Cursor][] {
    return this.entries().filter(([key]) => !key.startsWith("x-"));
  }

  /** Elements; none for a null. */
  items(): Cursor[] {
    if (this.value === null) return [];
    if (!Array.isArray(this.value)) throw this.error(`must be an array, is ${this.describe()}`);
    return this.value.map((value, index) => this.#child(value, index));
  }

  object(): Readonly<Record<string, unknown>> {
    if (!this.isObject) throw this.error(`must be an object, is ${this.describe()}`);
    return this.value as Readonly<Record<string, unknown>>; // an object that is not an array, parsed from JSON or YAML
  }

  string(): string {
    if (typeof this.value !== "string") throw this.error(`must be a string, is ${this.describe()}`);
    return this.value;
  }

  boolean(): boolean {
    if (typeof this.value !== "boolean") throw this.error(`must be true or false, is ${this.describe()}`);
    return this.value;
  }

  number(): number {
    if (typeof this.value !== "number") throw this.error(`must be a number, is ${this.describe()}`);
    return this.value;
  }

  /** A short text for messages: `null`, `an array`, `"text"`. */
  describe(): string {
    if (Array.isArray(this.value)) return "an array";
    if (this.value === null || typeof this.value !== "object") return JSON.stringify(this.value) ?? "nothing";
    return "an object";
  }
}
