import { memberOf } from "../compatibility/schema/members.js";
import type { NormalSchema } from "../compatibility/schema/normal-schema.js";
import { VALUE_LISTS, VALUE_SCHEMAS } from "../model/keywords.js";
import type { Schema } from "../model/schema.js";

/**
 * Tells whether a schema that holds another, or refers to it, for the same value declares a property: `required` in a
 * member of `allOf` may name what another member has.
 */
export function declaredAround(
  schemas: readonly Schema[],
  normal: (schema: Schema) => NormalSchema,
): (schema: Schema, name: string) => boolean {
  const holders = new Map<NormalSchema, Schema[]>();
  for (const schema of schemas) {
    const inside = [
      ...VALUE_LISTS.flatMap((word) => schema[word] ?? []),
      ...VALUE_SCHEMAS.flatMap((word) => schema[word] ?? []),
    ];
    for (const part of inside) holders.set(normal(part), [...(holders.get(normal(part)) ?? []), schema]);
  }
  const isDeclared = (schema: Schema, name: string, seen: Set<Schema>): boolean =>
    (holders.get(normal(schema)) ?? []).some((holder) => {
      if (seen.has(holder)) return false;
      seen.add(holder);
      return memberOf(normal(holder), name).isDeclared || isDeclared(holder, name, seen);
    });
  return (schema, name) => isDeclared(schema, name, new Set());
}
