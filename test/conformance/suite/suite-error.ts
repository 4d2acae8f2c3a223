/** A position in a file; both numbers count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A case file that cannot be used. The message starts with `file:line:column:`. */
export class SuiteError extends Error {
  override readonly name = "SuiteError";

  constructor({ file, line, column }: Place, what: string) {
    super(`${file}:${line}:${column}: ${what}`);
  }
}
