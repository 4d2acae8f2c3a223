/**
 * A JSON body that is sent as it is stored: its text was checked when it was stored, so it is neither parsed nor
 * checked again, and made while it is sent, in memory that does not depend on its length.
 */
export class StoredJson {
  /** The text in pieces; together one JSON value. */
  readonly pieces: AsyncIterable<string>;

  constructor(pieces: AsyncIterable<string>) {
    this.pieces = pieces;
  }
}

/**
 * Gives a stored text as the body of a reply. The type is the caller's promise: that the text is such a value is not
 * checked by anybody.
 */
export function storedJson<Body>(pieces: AsyncIterable<string>): Body {
  return new StoredJson(pieces) as unknown as Body; // the router knows it by its class before it looks at the body
}
