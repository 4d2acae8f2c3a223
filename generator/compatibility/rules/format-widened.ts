import type { Rule } from "../rule.js";
import { formatChanges, listText } from "../schema/format-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const formatWidened: Rule<SchemaPair> = {
  id: "format-widened",
  summary: "Values need not have a format any more, or only a wider one such as `int64` after `int32`.",
  effect: "widens",
  check: (pair) => {
    const { lost, gained } = formatChanges(pair);
    if (lost.length === 0 || gained.length > 0) return [];
    const what = `format changed from ${listText(pair.old.formats)} to ${listText(pair.new.formats)}`;
    return [{ what, at: placeOf(pair.new, "format") }];
  },
};
