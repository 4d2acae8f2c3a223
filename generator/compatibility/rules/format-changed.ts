import type { Rule } from "../rule.js";
import { formatChanges, listText } from "../schema/format-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const formatChanged: Rule<SchemaPair> = {
  id: "format-changed",
  summary: "Values must have another format.",
  effect: "changes",
  check: (pair) => {
    const { lost, gained } = formatChanges(pair);
    if (lost.length === 0 || gained.length === 0) return [];
    const what = `format changed from ${listText(pair.old.formats)} to ${listText(pair.new.formats)}`;
    return [{ what, at: placeOf(pair.new, "format") }];
  },
};
