import type { Cursor } from "../document/cursor.js";
import type { Schema } from "../model/schema.js";

/** A regular expression of a contract and where it stands. */
export interface Pattern {
  readonly pattern: string;
  readonly at: Cursor;
}

/** `pattern` and the keys of `patternProperties` of one schema. */
export function patternsOf({ cursor, patternProperties }: Schema): Pattern[] {
  const own = cursor.isObject ? cursor.get("pattern") : undefined;
  const pattern = own?.value;
  const keys = [...(patternProperties ?? [])].map(([text, schema]) => ({ pattern: text, at: schema.cursor }));
  return typeof pattern !== "string" || own === undefined ? keys : [{ pattern, at: own }, ...keys];
}

/** What not every dialect has, or reads otherwise; each with the texts that show it. */
const STRANGE: readonly (readonly [name: string, sign: RegExp])[] = [
  ["a look-behind", /\(\?<[=!]/],
  ["a look-ahead", /\(\?[=!]/],
  ["a named group", /\(\?P?</],
  ["a flag within", /\(\?[a-z]+[:)]/],
  ["a back reference", /\\[1-9]|\\k</],
  ["an anchor of another language", /\\[AZzG]/],
  ["a POSIX class", /\[\[:[a-z]+:\]/],
  ["a possessive quantifier", /[*+?}]\+/],
  ["a Unicode property", /\\[pP]\{/],
];

/** The first thing in a pattern that is not portable. */
export function strangeWord(pattern: string): string | undefined {
  // What is escaped twice, such as a backslash before `d`, is text.
  const text = pattern.replaceAll("\\\\", "");
  return STRANGE.find(([, sign]) => sign.test(text))?.[0];
}
