import { schemaAt, type Api } from "./api.js";
import { children } from "./keywords.js";
import type { MediaType } from "./media-type.js";
import type { Operation } from "./operation.js";
import type { Response } from "./response.js";
import type { Schema } from "./schema.js";

/** Addresses of the schemas that operations, webhooks and callbacks reach, directly or through other schemas. */
export function usedSchemas(api: Api): ReadonlySet<string> {
  return new Set([...reachedSchemas(api)].flatMap(({ ref }) => ref ?? []));
}

/** Every schema that operations, webhooks and callbacks reach, at least once. */
export function* reachedSchemas(api: Api): Generator<Schema> {
  const used = new Set<string>();
  const waiting = [...api.operations, ...api.webhooks, ...api.callbacks].flatMap(schemasOf);
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    yield schema;
    waiting.push(...children(schema));
    if (schema.ref === undefined || used.has(schema.ref)) continue;
    used.add(schema.ref);
    waiting.push(schemaAt(api, schema.ref));
  }
}

/** Schemas of the parameters, bodies and headers of an operation. */
export function schemasOf({ parameters, requestBody, responses }: Operation): Schema[] {
  return [
    ...parameters.map(({ schema }) => schema),
    ...(requestBody?.content ?? []).flatMap(ofMedia),
    ...responses.flatMap(ofResponse),
  ];
}

function ofResponse({ content, headers }: Response): Schema[] {
  return [...content.flatMap(ofMedia), ...headers.map(({ schema }) => schema)];
}

function ofMedia({ schema, itemSchema, valueSchema }: MediaType): Schema[] {
  return [schema, itemSchema, valueSchema].filter((found) => found !== undefined);
}
