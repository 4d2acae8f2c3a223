import type { Cursor } from "../../document/cursor.js";
import { always, type Rule } from "../rule.js";
import { canonical } from "../schema/canonical.js";
import type { NormalSchema } from "../schema/normal-schema.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const xmlFormChanged: Rule<SchemaPair> = {
  id: "xml-form-changed",
  summary: "A value is written another way in XML, by `xml`: it has another name, or is an attribute.",
  effect: "none",
  severity: always("warning"),
  check: ({ old, new: now }) =>
    formOf(old) === formOf(now) ? [] : [{ what: "is written another way in XML", at: placeOf(now, "xml") }],
};

function formOf({ parts }: NormalSchema): string {
  const forms = parts.flatMap(({ cursor }): Cursor[] | Cursor => (cursor.isObject ? (cursor.get("xml") ?? []) : []));
  return canonical(Object.assign({}, ...forms.map(({ value }) => value)));
}
