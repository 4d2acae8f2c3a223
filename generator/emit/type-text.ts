import { indentRest } from "../source-file.js";

/** Binding strength of the outermost operator of a type, to decide on parentheses. */
type Strength = "union" | "intersection" | "atom";

/** A type as text, with what is needed to combine it with others. */
export interface TypeText {
  readonly text: string;
  readonly strength: Strength;
  /** What a union or an intersection is made of, so that one of unions, or of intersections, is one. */
  readonly operands?: readonly TypeText[];
}

/** Any of the types, each once; `unknown` takes in all, `never` adds nothing. */
export function union(parts: readonly TypeText[]): TypeText {
  const distinct = operandsOf(parts, "union");
  if (distinct.some((part) => part.text === "unknown")) return atom("unknown");
  const kept = distinct.filter((part) => part.text !== "never");
  if (kept.length === 0) return atom("never");
  if (kept.length === 1 && kept[0] !== undefined) return kept[0];
  return {
    text: wrap(
      kept.map((part) => part.text),
      "|",
    ),
    strength: "union",
    operands: kept,
  };
}

/** All of the types at once, each said once. */
export function intersection(parts: readonly TypeText[]): TypeText {
  const distinct = operandsOf(parts, "intersection").filter((part) => part.text !== "unknown");
  if (distinct.length === 0) return atom("unknown");
  if (distinct.length === 1 && distinct[0] !== undefined) return distinct[0];
  return {
    text: wrap(
      distinct.map((part) => (part.strength === "union" ? `(${part.text})` : part.text)),
      "&",
    ),
    strength: "intersection",
    operands: distinct,
  };
}

/** The distinct operands of an operator, those of operands of the same operator included. */
function operandsOf(parts: readonly TypeText[], strength: Strength): TypeText[] {
  const flat = parts.flatMap((part) => (part.strength === strength ? (part.operands ?? [part]) : [part]));
  return [...new Map(flat.map((part) => [part.text, part])).values()];
}

function wrap(parts: readonly string[], operator: "|" | "&"): string {
  const line = parts.join(` ${operator} `);
  if (line.length <= 100 && !parts.some((part) => part.includes("\n"))) return line;
  return parts.map((part) => `\n  ${operator} ${indentRest(part)}`).join("");
}

/** The text as it stands before `[]`. */
export function parenthesise(part: TypeText): string {
  return part.strength === "atom" ? part.text : `(${part.text})`;
}

/** A type that needs no parentheses anywhere. */
export function atom(text: string): TypeText {
  return { text, strength: "atom" };
}
