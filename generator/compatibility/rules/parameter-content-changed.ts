import type { Parameter } from "../../model/parameter.js";
import { ifKept, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const parameterContentChanged: Rule<ParameterPair> = {
  id: "parameter-content-changed",
  summary: "A parameter is written as another media type, or as one instead of by `style`, or the other way round.",
  effect: "changes",
  check: (pair) =>
    ifKept(pair, (old, now) => {
      const [before, after] = [formOf(old), formOf(now)];
      if (before === after) return undefined;
      return { what: `is written as ${after} instead of ${before}`, at: now.cursor.get("content") ?? now.cursor };
    }),
};

function formOf({ content, style }: Parameter): string {
  return content === undefined ? (style === "deepObject" ? style : "plain text") : content.type.toLowerCase();
}
