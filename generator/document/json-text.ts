// Characters by their code, by which a text is read fastest.
export const QUOTE = 0x22;
export const COLON = 0x3a;
export const OPENING_BRACE = 0x7b;
export const CLOSING_BRACE = 0x7d;
export const OPENING_BRACKET = 0x5b;
export const CLOSING_BRACKET = 0x5d;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Offset behind the string whose opening quote stands at `start` in a JSON text; its length when none closes it. */
export function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** Offset behind the value that starts at `start` in a JSON text. */
export function valueEnd(text: string, start: number): number {
  if (text.charCodeAt(start) === QUOTE) return stringEnd(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at) - 1;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) depth += 1;
    else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth -= 1;
    // Numbers and names end where something else begins.
    if (depth === 0 && isAfter(text.charCodeAt(at + 1))) return at + 1;
  }
  return text.length;
}

/** True for what may stand behind a value, the end of the text included. */
function isAfter(code: number): boolean {
  return isSpace(code) || code === COMMA || code === CLOSING_BRACE || code === CLOSING_BRACKET || Number.isNaN(code);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Offset of the first character at or behind `start` that is no white space of JSON. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The key whose text, quotes included, is between two offsets: keys are equal when their characters are. */
export function keyBetween(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1);
  if (!key.includes("\\")) return key;
  try {
    return String(JSON.parse(text.slice(start, end)));
  } catch {
    return key;
  }
}
