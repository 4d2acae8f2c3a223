// Plain characters are taken in one run: an alternative per character overflows the stack at long strings.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * Keys that stand twice in an object of a JSON text, where the second stands. `JSON.parse` takes the last without a
 * word, so the text itself is read: only its strings and brackets matter. A text that is not JSON gives anything.
 */
export function repeatedJsonKeys(text: string): { readonly offset: number; readonly key: string }[] {
  const found: { offset: number; key: string }[] = [];
  /** Keys of the objects around; undefined for an array. */
  const around: (Set<string> | undefined)[] = [];
  let last: { readonly text: string; readonly offset: number } | undefined;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const keys = around.at(-1);
    if (token === "{") around.push(new Set());
    else if (token === "[") around.push(undefined);
    else if (token === "}" || token === "]") around.pop();
    else if (token === ":" && keys !== undefined && last !== undefined) {
      const key = keyOf(last.text);
      if (keys.has(key)) found.push({ offset: last.offset, key });
      keys.add(key);
    }
    last = { text: token, offset: index };
  }
  return found;
}

/** Keys are equal when their characters are, however these are escaped. */
function keyOf(text: string): string {
  if (!text.includes("\\")) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
