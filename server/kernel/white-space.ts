// Unicode White_Space, which the reference trims; String.prototype.trim differs in U+0085 and U+FEFF.
const LEADING = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const TRAILING = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;

/** The text without white space at its ends, as the reference daemon trims ids, tokens and lines. */
export function trimSpace(text: string): string {
  const { length } = text;
  if (length === 0 || (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(length - 1)))) return text;
  return text.replace(LEADING, "").replace(TRAILING, "");
}

function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x85;
}
