/** A value that is there as JSON text already. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** How long a piece grows before it is handed out, in UTF-16 code units. */
const PIECE_LENGTH = 64 * 1024;

/**
 * The JSON text of a value, in pieces as {@link inPieces} makes them; what is a {@link JsonText} in it stands as it is.
 * Otherwise the same text as that of `JSON.stringify`, for values without `toJSON`.
 */
export function jsonPieces(value: unknown): Generator<string> {
  return inPieces(fragments(value));
}

/** Texts put together into pieces of about 64 Ki characters. */
export function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function* fragments(value: unknown): Generator<string> {
  if (value instanceof JsonText) yield value.text;
  else if (Array.isArray(value)) yield* arrayFragments(value);
  else if (typeof value === "object" && value !== null) yield* objectFragments(value);
  else yield JSON.stringify(value);
}

function* arrayFragments(items: readonly unknown[]): Generator<string> {
  let separator = "[";
  for (const item of items) {
    yield separator;
    if (item instanceof JsonText) yield item.text;
    else yield* fragments(item ?? null);
    separator = ",";
  }
  yield items.length === 0 ? "[]" : "]";
}

function* objectFragments(value: object): Generator<string> {
  let separator = "{";
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    yield* fragments(member);
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}
