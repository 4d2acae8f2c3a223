import type { Rule } from "../rule.js";
import { encodingChanges, listText } from "../schema/format-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const contentEncodingChanged: Rule<SchemaPair> = {
  id: "content-encoding-changed",
  summary: "What a text holds is encoded another way, or is another media type: `contentEncoding`, `contentMediaType`.",
  effect: "changes",
  check: (pair) => {
    const { lost, gained } = encodingChanges(pair);
    if (lost.length + gained.length === 0) return [];
    const what = `encoding changed from ${listText(lost)} to ${listText(gained)}`;
    return [{ what, at: placeOf(pair.new, "contentEncoding", "contentMediaType") }];
  },
};
