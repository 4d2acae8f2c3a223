import { skipSpace, stringEnd } from "./json-text.js";

/** Where a text stops being JSON, and what should stand there. */
export interface JsonFault {
  readonly offset: number;
  readonly reason: string;
}

/** The tokens that may come next, each by the character that it begins with; `w` for numbers and names. */
const NEXT = {
  value: '"w{[',
  firstItem: '"w{[]',
  key: '"',
  firstKey: '"}',
  colon: ":",
  nextItem: ",]",
  nextKey: ",}",
  nothing: "",
} as const;

type State = keyof typeof NEXT;

const WORDS: Readonly<Record<State, string>> = {
  value: "a value",
  firstItem: 'a value or "]"',
  key: "a key in double quotes",
  firstKey: 'a key in double quotes or "}"',
  colon: '":"',
  nextItem: '"," or "]"',
  nextKey: '"," or "}"',
  nothing: "nothing more",
};

const WORD = /[^\s"{}[\],:]+/y;
const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
/** Within a string whose escaped backslashes are out of the way. */
const FAULT_IN_STRING = /[\0-\x1f]|\\(?!["/bfnrt]|u[\da-fA-F]{4})/;

/** The first fault of a text that `JSON.parse` refuses, whose own messages only sometimes tell the place. */
export function jsonFault(text: string): JsonFault {
  const around: string[] = [];
  let state: State = "value";
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const character = text.charAt(at);
    const token = '"{}[]:,'.includes(character) ? character : "w";
    if (!NEXT[state].includes(token)) break;
    const end = tokenEnd(text, at, token);
    const content = text.slice(at, end);
    const inside = token === '"' ? content.replaceAll("\\\\", "__").search(FAULT_IN_STRING) : -1;
    if (inside >= 0) return { offset: at + inside, reason: `${shown(text, at + inside)} cannot stand in a string` };
    if (token === "w" && !SCALAR.test(content)) break;
    state = following(token, state, around);
    at = skipSpace(text, end);
  }
  return { offset: at, reason: `${WORDS[state]} is expected, not ${shown(text, at)}` };
}

function tokenEnd(text: string, start: number, token: string): number {
  if (token === '"') return stringEnd(text, start);
  if (token !== "w") return start + 1;
  WORD.lastIndex = start;
  return start + (WORD.exec(text)?.[0].length ?? 1);
}

/** What comes behind a token; keeps `around`, the brackets that are open. */
function following(token: string, state: State, around: string[]): State {
  if (token === ":") return "value";
  if (token === ",") return around.at(-1) === "{" ? "key" : "value";
  if (token === "{" || token === "[") {
    around.push(token);
    return token === "{" ? "firstKey" : "firstItem";
  }
  if (token === '"' && (state === "key" || state === "firstKey")) return "colon";
  if (token === "}" || token === "]") around.pop();
  const inside = around.at(-1);
  return inside === undefined ? "nothing" : inside === "{" ? "nextKey" : "nextItem";
}

function shown(text: string, at: number): string {
  return at < text.length ? JSON.stringify(text.charAt(at)) : "the end of the text";
}
