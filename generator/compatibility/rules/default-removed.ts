import type { Rule } from "../rule.js";
import { canonical } from "../schema/canonical.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { defaultOf } from "../schema/union-words.js";

export const defaultRemoved: Rule<SchemaPair> = {
  id: "default-removed",
  summary: "What leaving the value out means is no longer said.",
  effect: "none",
  severity: { request: "warning", reply: "info" },
  check: ({ old, new: now }) => {
    const before = defaultOf(old);
    if (before === undefined || defaultOf(now) !== undefined) return [];
    return [{ what: `default ${canonical(before.value)} was removed`, at: placeOf(now) }];
  },
};
