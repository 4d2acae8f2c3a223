/** One fault of a value. */
export interface Issue {
  /** JSON Pointer (RFC 6901) of the faulty part; empty for the whole value. */
  readonly path: string;
  /** What the part must be, as a phrase that follows its name: `must be a string`. */
  readonly message: string;
  /** The keyword of JSON Schema, or of OpenAPI, that refuses it. */
  readonly keyword: string;
}
