import { dereference, schemaAt, type Api } from "./api.js";
import type { Schema } from "./schema.js";

type Schemas = Pick<Api, "schemas">;

/** Names of the properties that a schema declares, through references and `allOf`. */
export function declaredNames(api: Schemas, schema: Schema, seen: ReadonlySet<Schema> = new Set()): string[] {
  if (seen.has(schema)) return [];
  const target = dereference(api, schema);
  const inside = new Set([...seen, schema]);
  const further = (target.allOf ?? []).flatMap((part) => declaredNames(api, part, inside));
  return [...(target.properties?.keys() ?? []), ...further];
}

/** What schemas for one value say of a property, through references and `allOf`. */
export function declarationsOf(
  api: Schemas,
  name: string,
  { schemas, seen = new Set() }: { readonly schemas: readonly Schema[]; readonly seen?: Set<Schema> },
): Schema[] {
  return schemas.flatMap((schema) => {
    if (seen.has(schema)) return [];
    seen.add(schema);
    const own = schema.properties?.get(name);
    const target = schema.ref === undefined ? [] : [schemaAt(api, schema.ref)];
    const inner = declarationsOf(api, name, { schemas: [...target, ...(schema.allOf ?? [])], seen });
    return own === undefined ? inner : [own, ...inner];
  });
}
