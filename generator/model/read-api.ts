import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { Api, Component, Note } from "./api.js";
import type { Operation } from "./operation.js";
import { PartReader } from "./read-parts.js";
import { readOperation } from "./read-operation.js";
import { SchemaReader } from "./read-schema.js";
import { readSecuritySchemes } from "./read-security.js";
import { acceptsSame, routeKey } from "./route.js";
import { claimName } from "./unique-names.js";

/** Methods of a Path Item Object (OpenAPI 3.2 section 4.9). */
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;

/** Reads a contract into the model. Throws `ContractError` for what breaks OpenAPI or is not supported. */
export function readApi(contract: Contract): Api {
  const { root } = contract;
  const schemas = new SchemaReader(contract, versionOf(root).startsWith("3.0"));
  const parts = new PartReader(contract, schemas);
  const components = root.get("components");
  const componentSchemas = entriesOf(components, "schemas").map(([name, cursor]) => ({
    name,
    node: schemas.named(cursor),
  }));
  const info = root.require("info", "the document");
  const description = parts.prose(info, "description");
  const pathItems = entriesOf(root, "paths");
  const reading: Reading = { contract, parts, root, notes: [] };
  return {
    title: info.require("title", "info").string(),
    version: String(info.require("version", "info").value),
    ...(description === undefined ? {} : { description }),
    operations: readOperations(reading, pathItems),
    webhooks: readOperations({ ...reading, notes: [] }, entriesOf(root, "webhooks")),
    callbacks: readOperations({ ...reading, notes: [] }, callbackItems(contract, pathItems)),
    componentSchemas,
    parameters: componentsOf(components, "parameters", (cursor) => parts.parameter(cursor)),
    requestBodies: componentsOf(components, "requestBodies", (cursor) => parts.requestBody(cursor)),
    responses: componentsOf(components, "responses", (cursor, name) => parts.response(name, cursor)),
    headers: componentsOf(components, "headers", (cursor, name) => parts.header(name, cursor)),
    securitySchemes: readSecuritySchemes(contract, components),
    schemas: schemas.schemas,
    notes: [...reading.notes, ...schemas.notes],
  };
}

function versionOf(root: Cursor): string {
  if (!root.isObject) throw root.error("not an OpenAPI document");
  if (root.has("swagger"))
    throw root.require("swagger", "").error("Swagger 2.0 is not supported; convert it to OpenAPI 3", "unsupported");
  const version = root.require("openapi", "the document");
  const text = String(version.value);
  if (!/^3\.[012](\.|$)/.test(text))
    throw version.error(`OpenAPI ${text} is not supported; 3.0, 3.1 and 3.2 are`, "unsupported");
  return text;
}

function entriesOf(cursor: Cursor | undefined, key: string): [string, Cursor][] {
  return (cursor?.get(key)?.entries() ?? []).filter(([name]) => !name.startsWith("x-"));
}

function componentsOf<T>(
  components: Cursor | undefined,
  key: string,
  read: (cursor: Cursor, name: string) => T,
): Component<T>[] {
  return entriesOf(components, key).map(([name, cursor]) => ({ name, node: read(cursor, name) }));
}

interface Reading {
  readonly contract: Contract;
  readonly parts: PartReader;
  readonly root: Cursor;
  readonly notes: Note[];
}

function readOperations(reading: Reading, pathItems: [string, Cursor][]): Operation[] {
  const operations: Operation[] = [];
  const taken = new Set<string>();
  const routes = new Map<string, Operation[]>();
  for (const [path, reference] of pathItems) {
    const item = reading.contract.resolve(reference);
    for (const [method, cursor] of methodsOf(item)) {
      const operation = readOperation(reading, { path, method, item, cursor });
      reading.notes.push(...claimRoute(operation, routes));
      operations.push({ ...operation, operationId: claimName(operation.operationId, taken) });
    }
  }
  return operations;
}

/**
 * Operations of one method and path are told apart by which of them accepts a request, in the order of the contract.
 * Says so of one that accepts nothing else than an earlier one, for the server cannot reach it.
 */
function claimRoute(operation: Operation, routes: Map<string, Operation[]>): Note[] {
  const key = routeKey(operation.method, operation.route);
  const others = routes.get(key) ?? [];
  const other = others.find((candidate) => acceptsSame(candidate, operation));
  routes.set(key, [...others, operation]);
  if (other === undefined) return [];
  const what = `${operation.method} ${operation.path}`;
  return [{ cursor: operation.cursor, text: `no request can tell "${what}" from "${other.method} ${other.path}"` }];
}

/** Expressions and path items of the callbacks of all operations (OpenAPI 3.1 section 4.8.18). */
function callbackItems(contract: Contract, pathItems: [string, Cursor][]): [string, Cursor][] {
  const operations = pathItems.flatMap(([, item]) => methodsOf(contract.resolve(item)));
  const callbacks = operations.flatMap(([, operation]) => entriesOf(operation, "callbacks"));
  const distinct = new Map(
    callbacks.map(([, callback]) => contract.resolve(callback)).map((each) => [each.address, each]),
  );
  return [...distinct.values()].flatMap((callback) =>
    callback.entries().filter(([expression]) => !expression.startsWith("x-")),
  );
}

/** Methods in the order of the path item, `additionalOperations` (OpenAPI 3.2) included. */
export function methodsOf(item: Cursor): [string, Cursor][] {
  const known: ReadonlySet<string> = new Set(METHODS);
  const fixed = item
    .entries()
    .filter(([key]) => known.has(key))
    .map(([key, cursor]): [string, Cursor] => [key.toUpperCase(), cursor]);
  return [...fixed, ...(item.get("additionalOperations")?.entries() ?? [])];
}
