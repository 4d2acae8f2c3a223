import { schemaAt, type Api } from "./api.js";
import { children } from "./keywords.js";
import type { Schema } from "./schema.js";

/** Which way a value travels: `readOnly` properties are left out of requests, `writeOnly` ones of replies. */
export type Direction = "request" | "reply";

/** True for a property that does not travel this way, marked where it stands or where its references lead. */
export function isLeftOut(api: Pick<Api, "schemas">, property: Schema, direction: Direction): boolean {
  const mark = direction === "request" ? "readOnly" : "writeOnly";
  const seen = new Set<Schema>();
  let current = property;
  while (current[mark] !== true && current.ref !== undefined && !seen.has(current)) {
    seen.add(current);
    current = schemaAt(api, current.ref);
  }
  return current[mark] === true;
}

/**
 * Addresses of the schemas whose values differ by direction, because they hold a readOnly or writeOnly property
 * somewhere.
 */
export function directionalSchemas(api: Pick<Api, "schemas">): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  const directional = new Set<string>();
  for (const [address, schema] of api.schemas) {
    visit(
      schema,
      (inner) => {
        if (inner.readOnly === true || inner.writeOnly === true) directional.add(address);
        if (inner.ref !== undefined) users.set(inner.ref, [...(users.get(inner.ref) ?? []), address]);
      },
      { isRoot: true },
    );
  }
  const waiting = [...directional];
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    for (const user of users.get(address) ?? []) {
      if (directional.has(user)) continue;
      directional.add(user);
      waiting.push(user);
    }
  }
  return directional;
}

/**
 * Calls `see` for a schema and everything inside it; a readOnly mark on the root itself says nothing of its own
 * value.
 */
function visit(schema: Schema, see: (inner: Schema) => void, options: { isRoot: boolean }): void {
  if (options.isRoot) {
    const { readOnly: _readOnly, writeOnly: _writeOnly, ...unmarked } = schema;
    see(unmarked);
  } else see(schema);
  for (const child of children(schema)) visit(child, see, { isRoot: false });
}
