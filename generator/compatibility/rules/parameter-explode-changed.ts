import { ifKept, type ParameterPair } from "../pairs.js";
import type { Rule } from "../rule.js";

export const parameterExplodeChanged: Rule<ParameterPair> = {
  id: "parameter-explode-changed",
  summary: "A list or an object in a parameter is written another way, by `explode`.",
  effect: "changes",
  check: (pair) =>
    ifKept(pair, (old, now) => {
      if (old.explode === now.explode || old.style !== now.style || (old.content ?? now.content) !== undefined)
        return undefined;
      // One value is written the same way, exploded or not.
      if (isScalar(old.schema.types) && isScalar(now.schema.types)) return undefined;
      const at = now.cursor.get("explode") ?? now.cursor;
      return { what: `explode changed from ${old.explode} to ${now.explode}`, at };
    }),
};

function isScalar(types: readonly string[] | undefined): boolean {
  return types?.every((type) => type !== "array" && type !== "object") === true;
}
