import type { Rule } from "../rule.js";
import { canonical } from "../schema/canonical.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";
import { defaultOf } from "../schema/union-words.js";

export const defaultChanged: Rule<SchemaPair> = {
  id: "default-changed",
  summary:
    "Leaving the value out means something else: requests that were written for the old default do another thing.",
  effect: "none",
  severity: { request: "error", reply: "info" },
  check: ({ old, new: now }) => {
    const [before, after] = [defaultOf(old), defaultOf(now)];
    if (before === undefined || after === undefined) return [];
    const [was, is] = [canonical(before.value), canonical(after.value)];
    return was === is ? [] : [{ what: `default changed from ${was} to ${is}`, at: placeOf(now, "default") }];
  },
};
