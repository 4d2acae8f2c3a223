import type { Rule } from "../rule.js";
import { formatChanges, listText } from "../schema/format-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const formatNarrowed: Rule<SchemaPair> = {
  id: "format-narrowed",
  summary: "Values must have a format that they need not have, or a narrower one such as `int32` after `int64`.",
  effect: "narrows",
  check: (pair) => {
    const { lost, gained } = formatChanges(pair);
    if (gained.length === 0 || lost.length > 0) return [];
    const what = `format changed from ${listText(pair.old.formats)} to ${listText(pair.new.formats)}`;
    return [{ what, at: placeOf(pair.new, "format") }];
  },
};
