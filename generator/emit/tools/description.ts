import type { Schema } from "../../model/schema.js";

/** Longest description of a tool that every provider takes. */
export const TOOL_DESCRIPTION_LENGTH = 1024;
/** Of a property a model needs to know what it is, not its whole story. */
const PROPERTY_DESCRIPTION_LENGTH = 240;

/** Formats that the strict modes of providers know; others are told in words. */
export const KNOWN_FORMATS: ReadonlySet<string> = new Set([
  "date",
  "date-time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "time",
  "uuid",
]);

/** Bounds that not every provider takes as keywords, with the words that a model is told instead. */
const BOUNDS = [
  ["minimum", "minimum"],
  ["maximum", "maximum"],
  ["exclusiveMinimum", "greater than"],
  ["exclusiveMaximum", "less than"],
  ["multipleOf", "multiple of"],
  ["minLength", "minimum length"],
  ["maxLength", "maximum length"],
  ["pattern", "pattern"],
  ["minItems", "minimum items"],
  ["maxItems", "maximum items"],
  ["minProperties", "minimum properties"],
  ["maxProperties", "maximum properties"],
] as const;

/** What a model is told of a value in prose: its description, then in brackets what keywords may not say. */
export function describeValue(parts: readonly Schema[], further: readonly string[] = []): string | undefined {
  const prose = parts.find(({ description }) => description !== undefined)?.description ?? title(parts);
  const notes = [...new Set(parts.flatMap(constraints)), ...further].join(", ");
  const text = prose === undefined ? "" : shorten(prose, PROPERTY_DESCRIPTION_LENGTH);
  if (notes === "") return text === "" ? undefined : text;
  return text === "" ? `(${notes})` : `${text} (${notes})`;
}

function title(parts: readonly Schema[]): string | undefined {
  return parts.find((part) => part.title !== undefined)?.title;
}

function constraints(schema: Schema): string[] {
  const { format, uniqueItems } = schema;
  const bounds = BOUNDS.flatMap(([key, words]) => (schema[key] === undefined ? [] : [`${words} ${schema[key]}`]));
  return [
    ...bounds,
    ...(uniqueItems === true ? ["no item twice"] : []),
    ...(format === undefined || KNOWN_FORMATS.has(format) ? [] : [`format ${format}`]),
    ...(schema.default === undefined ? [] : [`default ${shorten(JSON.stringify(schema.default.value), 60)}`]),
  ];
}

/** A text of at most so many characters, cut behind a sentence where one ends in the second half. */
export function shorten(text: string, length: number): string {
  const flat = text.trim().replace(/[ \t]*\r?\n[ \t]*/g, "\n");
  if (flat.length <= length) return flat;
  const cut = flat.slice(0, length);
  const end = Math.max(...[". ", ".\n", "\n\n"].map((mark) => cut.lastIndexOf(mark)));
  // A pair of surrogates must not be torn.
  return end > length / 2
    ? cut.slice(0, end + 1).trim()
    : `${cut
        .slice(0, -1)
        .replace(/[\uD800-\uDBFF]$/, "")
        .trim()}…`;
}
