import {
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  keyBetween,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
  stringEnd,
} from "./json-text.js";

/**
 * Keys that stand twice in an object of a JSON text, where the second stands. `JSON.parse` takes the last without a
 * word, so the text itself is read: only its strings and brackets matter. A text that is not JSON gives anything.
 */
export function repeatedJsonKeys(text: string): { readonly offset: number; readonly key: string }[] {
  const found: { offset: number; key: string }[] = [];
  /** Keys of the objects around; undefined for an array. */
  const around: (Set<string> | undefined)[] = [];
  let keys: Set<string> | undefined;
  let start = 0;
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        start = at;
        end = stringEnd(text, at);
        at = end - 1;
        break;
      case OPENING_BRACE:
        around.push(keys);
        keys = new Set();
        break;
      case OPENING_BRACKET:
        around.push(keys);
        keys = undefined;
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        keys = around.pop();
        break;
      case COLON: {
        const key = keyBetween(text, start, end);
        if (keys?.has(key) === true) found.push({ offset: start, key });
        keys?.add(key);
      }
    }
  }
  return found;
}
