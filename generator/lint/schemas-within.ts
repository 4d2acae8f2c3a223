import type { Api } from "../model/api.js";
import { children } from "../model/keywords.js";
import type { Schema } from "../model/schema.js";
import { schemasOf } from "../model/used-schemas.js";

/** Every schema of a contract once by place, those inside others too. */
export function schemasWithin(api: Api): Schema[] {
  const found = new Map<string, Schema>();
  const seen = new Set<Schema>();
  const waiting = [
    ...api.schemas.values(),
    ...[...api.operations, ...api.webhooks].flatMap(schemasOf),
    ...api.parameters.map(({ node }) => node.schema),
    ...api.headers.map(({ node }) => node.schema),
  ].reverse();
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    // The model puts schemas of its own around those of the contract, at the same place: the outermost is meant.
    const { address } = schema.cursor;
    if (!found.has(address)) found.set(address, schema);
    waiting.push(...children(schema).reverse());
  }
  return [...found.values()];
}
