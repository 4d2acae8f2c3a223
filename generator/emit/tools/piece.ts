import type { JsonType } from "../../model/schema.js";
import { indentRest, quote } from "../../source-file.js";
import { listLiteral } from "../checks/literal.js";
import { fitsOneLine, objectLines } from "../client-parameters.js";
import { describeValue, KNOWN_FORMATS } from "./description.js";
import { typesOf, type Facets } from "./facets.js";

/** A schema in the words that every provider of language models takes, as a JavaScript expression. */
export interface Piece {
  readonly text: string;
  /** True when a property's name had to be changed in it. */
  readonly isEscaped: boolean;
}

export const ANYTHING: Piece = { text: "{}", isEscaped: false };
export const NULL: Piece = { text: `{ type: "null" }`, isEscaped: false };

/** Values of an enumeration that a model is shown. */
const MAX_VALUES = 200;

export function pieceOf(members: readonly string[], isEscaped = false): Piece {
  return { text: objectLines(members), isEscaped };
}

/** One of several; equal ones are told once. */
export function oneOf(pieces: readonly Piece[], description: string | undefined): Piece {
  const texts = [...new Set(pieces.map(({ text }) => text))];
  const [only = ANYTHING.text, ...more] = texts;
  const isEscaped = pieces.some((each) => each.isEscaped);
  if (more.length === 0) return { text: only, isEscaped };
  return pieceOf([`anyOf: ${listLines(texts)}`, ...descriptionMember(description)], isEscaped);
}

/** A text, number or boolean, or what may be anything. */
export function scalar(facets: Facets): Piece {
  const { parts, values } = facets;
  const isLong = values !== undefined && values.length > MAX_VALUES;
  const formats = parts.flatMap(({ format }) => (format !== undefined && KNOWN_FORMATS.has(format) ? [format] : []));
  const isText = typesOf(facets).includes("string");
  return pieceOf([
    ...typeMember(facets),
    ...(isText ? formats.slice(0, 1).map((format) => `format: ${quote(format)}`) : []),
    ...(values === undefined || values.length === 0 || isLong ? [] : [`enum: ${listLiteral(values)}`]),
    ...descriptionMember(describeValue(parts, isLong ? [`one of ${values.length} values`] : [])),
  ]);
}

/** The value without its inside, where that was told before or is too much. */
export function cut(facets: Facets): Piece {
  const [type] = typesOf(facets).filter((each) => each !== "null");
  const inside = type === "array" ? ["items: {}"] : type === "object" ? ["additionalProperties: true"] : [];
  return pieceOf([...typeMember(facets), ...inside, ...descriptionMember(describeValue(facets.parts))]);
}

/** `fallback`: the type when nothing is said of it. */
export function typeMember(facets: Facets, fallback?: JsonType): string[] {
  const types = typesOf(facets).toSorted((a, b) => Number(a === "null") - Number(b === "null"));
  const [only = fallback, ...more] = types;
  if (only === undefined) return [];
  return [`type: ${more.length === 0 ? quote(only) : listLines(types.map(quote))}`];
}

export function descriptionMember(text: string | undefined): string[] {
  return text === undefined ? [] : [`description: ${quote(text)}`];
}

/** An array on one line where it fits. */
export function listLines(texts: readonly string[]): string {
  if (fitsOneLine(texts, 98)) return `[${texts.join(", ")}]`;
  return `[\n${texts.map((text) => `  ${indentRest(text)},`).join("\n")}\n]`;
}
