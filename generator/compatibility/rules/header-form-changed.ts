import type { Header } from "../../model/response.js";
import { ifKept, type HeaderPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const headerFormChanged: Rule<HeaderPair> = {
  id: "header-form-changed",
  summary: "The value of a header is written another way: by `explode`, or as a media type.",
  effect: "changes",
  check: (pair) =>
    ifKept(pair, (old, now) =>
      formOf(old) === formOf(now)
        ? undefined
        : { what: `header "${now.name}" is written as ${formOf(now)} instead of ${formOf(old)}`, at: now.cursor },
    ),
};

/** Only objects are written another way by `explode` (OpenAPI 3.1 section 4.8.12.3). */
function formOf({ content, explode, schema }: Header): string {
  if (content !== undefined) return content.type.toLowerCase();
  return explode && schema.types?.includes("object") !== false ? "text, exploded" : "text";
}
