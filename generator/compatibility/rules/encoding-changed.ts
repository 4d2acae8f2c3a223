import { ifKept, type Content, type ContentPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const encodingChanged: Rule<ContentPair> = {
  id: "encoding-changed",
  summary: "A property of a form or multipart body is written another way: `contentType`, `style` or `explode`.",
  effect: "changes",
  check: (pair) =>
    encodedNames(pair).flatMap((name) =>
      ifKept(pair, (old, now) =>
        formOf(old, name) === formOf(now, name)
          ? undefined
          : { what: `property "${name}" is written another way`, at: now.cursor.get("encoding") ?? now.cursor },
      ),
    ),
};

function encodedNames({ old, new: now }: ContentPair): string[] {
  return [...new Set([...(old?.media.encoding.keys() ?? []), ...(now?.media.encoding.keys() ?? [])])];
}

function formOf({ media }: Content, name: string): string {
  const { contentType, style, explode } = media.encoding.get(name) ?? {};
  return JSON.stringify([contentType, style ?? "form", explode ?? (style ?? "form") === "form"]);
}
