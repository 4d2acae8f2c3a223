/** What other regular expressions than those of ECMA-262 write, by what means the same there. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\\A": "^",
  "\\z": "$",
  "\\Z": "$",
  "\\h": "[ \\t]",
  "(?P<": "(?<",
  "(?>": "(?:",
};

/** The same within brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  "[:alnum:]": "A-Za-z0-9",
  "[:alpha:]": "A-Za-z",
  "[:digit:]": "0-9",
  "[:lower:]": "a-z",
  "[:upper:]": "A-Z",
  "[:xdigit:]": "A-Fa-f0-9",
  "[:word:]": "\\w",
  "[:space:]": "\\s",
  "[:blank:]": " \\t",
  "\\h": " \\t",
};

const IN_CLASS = /\\[\s\S]|\[:[a-z]+:\]/g;

/** Escapes, classes in brackets and what other dialects write; of the rest nothing changes. */
const TOKEN = /\\[\s\S]|\[(?:\\[\s\S]|\[:[a-z]+:\]|[^\]\\])*\]|\(\?P<|\(\?P=(\w+)\)|\(\?>|([*+?}])\+/g;

/**
 * A pattern in the words of ECMA-262, with the flags that it sets for itself: anchors, named groups, classes and inline
 * flags of Perl, Python and their like. Undefined when it has none of these. Possessive quantifiers and atomic groups,
 * which only save time where they do not reject what they should accept, become plain ones.
 */
export function translatePattern(pattern: string): { readonly source: string; readonly flags: string } | undefined {
  const [start = "", flags = ""] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const source = pattern.slice(start.length).replace(TOKEN, (token, name?: string, quantifier?: string) => {
    if (name !== undefined) return `\\k<${name}>`;
    if (quantifier !== undefined) return quantifier;
    if (token.startsWith("[")) return token.replace(IN_CLASS, (text) => CLASSES[text] ?? text);
    return ESCAPES[token] ?? token;
  });
  return source === pattern ? undefined : { source, flags };
}
