import type { Cursor } from "../../document/cursor.js";
import { ifKept, type LinkPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";
import { canonical } from "../schema/canonical.js";

export const linkChanged: Rule<LinkPair> = {
  id: "link-changed",
  summary: "A link of a response leads to another operation, or gives it other parameters or another body.",
  effect: "none",
  severity: always("warning"),
  check: (pair) =>
    ifKept(pair, (old, now) =>
      formOf(old) === formOf(now) ? undefined : { what: `link "${pair.name}" leads elsewhere`, at: now },
    ),
};

function formOf(link: Cursor): string {
  const words = ["operationId", "operationRef", "parameters", "requestBody"];
  return canonical(words.map((word) => link.get(word)?.value ?? null));
}
