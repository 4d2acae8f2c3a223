import { ifKept, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const parameterStyleChanged: Rule<ParameterPair> = {
  id: "parameter-style-changed",
  summary: "A parameter is written in another `style`.",
  effect: "changes",
  check: (pair) =>
    ifKept(pair, (old, now) => {
      if (old.style === now.style || (old.content ?? now.content) !== undefined) return undefined;
      const at = now.cursor.get("style") ?? now.cursor;
      return { what: `style changed from ${old.style} to ${now.style}`, at };
    }),
};
