/** A position in a contract's text: 1-based line and column, file as the user named it. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * `syntax`: not YAML/JSON; `reference`: a `$ref` leads nowhere; `unsupported`: valid but not generated; `invalid`:
 * breaks OpenAPI.
 */
export type ContractErrorCode = "syntax" | "reference" | "unsupported" | "invalid" | "overlay" | "configuration";

/**
 * What is wrong with a contract, and where. `message` starts with `file:line:column: `; `reason` is the same without
 * the place.
 */
export class ContractError extends Error {
  override readonly name = "ContractError";
  readonly code: ContractErrorCode;
  readonly place: Place;
  readonly reason: string;

  constructor(reason: string, place: Place, options: { code?: ContractErrorCode; cause?: unknown } = {}) {
    super(`${formatPlace(place)}: ${reason}`, "cause" in options ? { cause: options.cause } : undefined);
    this.reason = reason;
    this.place = place;
    this.code = options.code ?? "invalid";
  }
}

/** `file:line:column`, the form editors and terminals turn into a link. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}
