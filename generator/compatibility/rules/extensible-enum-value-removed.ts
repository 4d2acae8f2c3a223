import type { Rule } from "../rule.js";
import { canonical } from "../schema/canonical.js";
import type { NormalSchema } from "../schema/normal-schema.js";
import { placeOf } from "../schema/normal-schema.js";
import type { SchemaPair } from "../schema/schema-pair.js";

export const extensibleEnumValueRemoved: Rule<SchemaPair> = {
  id: "extensible-enum-value-removed",
  summary: "A value of an `x-extensible-enum` is gone. New ones may come at any time: that is what it says.",
  effect: "narrows",
  check: ({ old, new: now }) => {
    const left = valuesOf(now);
    if (left === undefined) return [];
    return [...(valuesOf(old) ?? [])]
      .filter((value) => !left.has(value))
      .map((value) => ({
        what: `x-extensible-enum value ${value} was removed`,
        at: placeOf(now, "x-extensible-enum"),
      }));
  },
};

/** Undefined where no part of the schema lists any. */
function valuesOf({ parts }: NormalSchema): Set<string> | undefined {
  const lists = parts.flatMap(({ cursor }) => (cursor.isObject ? (cursor.get("x-extensible-enum") ?? []) : []));
  return lists.length === 0
    ? undefined
    : new Set(lists.flatMap((list) => list.items().map(({ value }) => canonical(value))));
}
