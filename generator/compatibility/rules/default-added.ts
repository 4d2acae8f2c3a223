import type { Rule } from "../rule.js";
import { canonical } from "../schema/canonical.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { defaultOf } from "../schema/union-words.js";

export const defaultAdded: Rule<SchemaPair> = {
  id: "default-added",
  summary: "What leaving the value out means is said now.",
  effect: "none",
  check: ({ old, new: now }) => {
    const after = defaultOf(now);
    if (after === undefined || defaultOf(old) !== undefined) return [];
    return [{ what: `default ${canonical(after.value)} was added`, at: placeOf(now, "default") }];
  },
};
