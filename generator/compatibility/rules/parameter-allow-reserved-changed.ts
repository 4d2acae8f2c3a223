import { ifKept, type ParameterPair } from "../pairs.js";
import { always, type Rule } from "../rule.js";

export const parameterAllowReservedChanged: Rule<ParameterPair> = {
  id: "parameter-allow-reserved-changed",
  summary: "Reserved characters in a parameter are encoded, or no longer are, by `allowReserved`.",
  effect: "changes",
  severity: always("warning"),
  check: (pair) =>
    ifKept(pair, (old, now) => {
      if (old.allowReserved === now.allowReserved) return undefined;
      const at = now.cursor.get("allowReserved") ?? now.cursor;
      return { what: `allowReserved changed from ${old.allowReserved} to ${now.allowReserved}`, at };
    }),
};
