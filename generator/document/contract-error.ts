/** A position in a contract's text: 1-based line and column, file as the user named it. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Looks a place up: that can take another parse of the text, so only what is told is looked up. */
export type FindPlace = () => Place;

/**
 * `syntax`: not YAML/JSON; `reference`: a `$ref` leads nowhere; `unsupported`: valid but not generated; `invalid`:
 * breaks OpenAPI.
 */
export type ContractErrorCode = "syntax" | "reference" | "unsupported" | "invalid" | "overlay" | "configuration";

interface ContractErrorOptions {
  readonly code?: ContractErrorCode;
  readonly cause?: unknown;
  /** What this error is made of, when it is several, the first of them told by `reason` and `place`. */
  readonly faults?: readonly ContractError[];
}

/**
 * What is wrong with a contract, and where. `message` has a line `file:line:column: what` for each of `faults`;
 * `reason` is what is wrong at `place`, the first of them.
 */
export class ContractError extends Error {
  override readonly name = "ContractError";
  readonly code: ContractErrorCode;
  readonly place: Place;
  readonly reason: string;
  /** Each of a single fault: this error itself when it has only one. */
  readonly faults: readonly ContractError[];

  constructor(reason: string, place: Place, options: ContractErrorOptions = {}) {
    const { code = "invalid", faults } = options;
    const lines = faults?.map(({ message }) => message) ?? [`${formatPlace(place)}: ${reason}`];
    super(lines.join("\n"), "cause" in options ? { cause: options.cause } : undefined);
    this.reason = reason;
    this.place = place;
    this.code = code;
    this.faults = faults ?? [this];
  }
}

/** Throws faults, each a single one, as one error; does nothing where there are none. */
export function throwFaults(faults: readonly ContractError[]): void {
  const [first, ...others] = faults;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new ContractError(first.reason, first.place, { code: first.code, cause: first.cause, faults });
}

/** `file:line:column`, the form editors and terminals turn into a link. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

/** Orders places of one file, and files by name. */
export function comparePlaces(left: Place, right: Place): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}
