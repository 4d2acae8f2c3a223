import { STRING } from "../../emit/checks/instance-types.js";
import type { Rule } from "../rule.js";
import { listChanges } from "../schema/list-changes.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const contentEncodingChanged: Rule<SchemaPair> = {
  id: "content-encoding-changed",
  summary: "What a text holds is encoded another way, or is another media type: `contentEncoding`, `contentMediaType`.",
  effect: "changes",
  check: ({ old, new: now, shared }) => {
    const { lost, gained } = listChanges(old.encodings, now.encodings);
    if ((shared & STRING) === 0 || lost.length + gained.length === 0) return [];
    const what = `encoding changed from ${lost.join(", ") || "none"} to ${gained.join(", ") || "none"}`;
    return [{ what, at: placeOf(now, "contentEncoding", "contentMediaType") }];
  },
};
