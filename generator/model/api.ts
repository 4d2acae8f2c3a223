import type { Cursor } from "../document/cursor.js";
import type { Operation } from "./operation.js";
import type { Parameter } from "./parameter.js";
import type { RequestBody } from "./request-body.js";
import type { Header, Response } from "./response.js";
import type { Schema } from "./schema.js";
import type { Server } from "./server.js";
import type { SecurityScheme } from "./security-scheme.js";

/** An object under `components`, by the name it has there. */
export interface Component<T> {
  readonly name: string;
  readonly node: T;
}

/** What is generated, but may surprise. */
export interface Note {
  readonly cursor: Cursor;
  readonly text: string;
}

/** A key of `patternProperties` that is no regular expression, whether or not its schema is used. */
export interface IrregularPattern {
  readonly schema: Cursor;
  readonly at: Cursor;
  readonly pattern: string;
}

/**
 * A whole contract (OpenAPI Object): what every emitter reads, and the only thing it reads.
 *
 * Lists keep the order of the document. Path parameters are merged into their operations, references are followed;
 * only schemas still refer to each other, by address, because they may be recursive.
 */
export interface Api {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly servers: readonly Server[];
  readonly operations: readonly Operation[];
  readonly webhooks: readonly Operation[];
  /** What servers send in return to their operations' requests; `path` is the expression of where. */
  readonly callbacks: readonly Operation[];
  /** Addresses of `components.schemas`, in the order of the document. */
  readonly componentSchemas: readonly Component<string>[];
  readonly parameters: readonly Component<Parameter>[];
  readonly requestBodies: readonly Component<RequestBody>[];
  readonly responses: readonly Component<Response>[];
  readonly headers: readonly Component<Header>[];
  readonly securitySchemes: readonly Component<SecurityScheme>[];
  /** Every schema that some `$ref` names, and every component schema, by address. */
  readonly schemas: ReadonlyMap<string, Schema>;
  readonly notes: readonly Note[];
  readonly irregular: readonly IrregularPattern[];
}

/** The schema that `schema` stands for, following references that stand alone. */
export function dereference(api: Pick<Api, "schemas">, schema: Schema): Schema {
  let current = schema;
  const seen = new Set<Schema>();
  while (current.ref !== undefined && !seen.has(current)) {
    seen.add(current);
    current = schemaAt(api, current.ref);
  }
  return current;
}

/** The schema at an address that some `ref` holds. */
export function schemaAt(api: Pick<Api, "schemas">, address: string): Schema {
  const schema = api.schemas.get(address);
  if (schema === undefined) throw new Error(`no schema was read at ${address}`);
  return schema;
}
