/** What other regular expressions than those of ECMA-262 write, by what means the same there. */
const ESCAPES: Readonly<Record<string, string>> = { "\\A": "^", "\\z": "$", "\\Z": "$", "\\h": "[ \\t]" };

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  xdigit: "A-Fa-f0-9",
  word: "\\w",
  space: "\\s",
  blank: " \\t",
};

/**
 * A pattern in the words of ECMA-262, with the flags that it sets for itself: anchors, named groups, classes and inline
 * flags of Perl, Python and their like. Undefined when it has none of these. Possessive quantifiers and atomic groups,
 * which only save time where they do not reject what they should accept, become plain ones.
 */
export function translatePattern(pattern: string): { readonly source: string; readonly flags: string } | undefined {
  const [start = "", flags = ""] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const source = pattern
    .slice(start.length)
    .replace(/\\[\s\S]/g, (escape) => ESCAPES[escape] ?? escape)
    .replace(/\[:([a-z]+):\]/g, (text, name: string) => CLASSES[name] ?? text)
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\(\?>/g, "(?:")
    .replace(/(?<!\\)([*+?}])\+/g, "$1");
  return source === pattern ? undefined : { source, flags };
}
