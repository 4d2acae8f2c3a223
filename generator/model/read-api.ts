import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { Faults } from "../document/faults.js";
import type { Api, Component, Note } from "./api.js";
import type { Operation } from "./operation.js";
import { PartReader } from "./read-parts.js";
import { readOperation } from "./read-operation.js";
import { SchemaReader } from "./read-schema.js";
import { readSecuritySchemes, undeclaredSchemes } from "./read-security.js";
import { acceptsSame, routeKey } from "./route.js";
import { readServers } from "./server.js";
import { claimName } from "./unique-names.js";

/** Methods of a Path Item Object (OpenAPI 3.2 section 4.9). */
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;

/**
 * Reads a contract into the model, which `examine` may look at. Throws one `ContractError` of all that breaks OpenAPI
 * or is not supported, and of what loading the contract and `examine` found.
 */
export function readApi(contract: Contract, examine: (api: Api) => void = () => undefined): Api {
  const { faults } = contract;
  const api = readDocument(contract);
  faults.attempt(() => examine(api));
  faults.throwAny();
  return api;
}

function readDocument(contract: Contract): Api {
  const { root, faults } = contract;
  const schemas = new SchemaReader(contract, versionOf(root).startsWith("3.0"));
  const parts = new PartReader(contract, schemas);
  const components = root.get("components");
  const componentSchemas = entriesOf(components, "schemas").map(([name, cursor]) => ({
    name,
    node: schemas.named(cursor),
  }));
  const pathItems = root.get("paths")?.patterned() ?? [];
  const reading: Reading = { contract, parts, root, faults, notes: [] };
  const info = faults.attempt(() => readHead(reading));
  const componentsOf = <T>(key: string, read: (cursor: Cursor, name: string) => T): Component<T>[] =>
    faults.each(entriesOf(components, key), ([name, cursor]) => ({ name, node: read(cursor, name) }));
  const operations = readOperations(reading, pathItems);
  const securitySchemes = readSecuritySchemes(contract, components);
  return {
    ...(info ?? { title: "", version: "" }),
    servers: readServers(root, reading.notes),
    operations,
    webhooks: readOperations({ ...reading, notes: [] }, entriesOf(root, "webhooks")),
    callbacks: readOperations({ ...reading, notes: [] }, callbackItems(contract, pathItems)),
    componentSchemas,
    parameters: componentsOf("parameters", (cursor) => parts.parameter(cursor)),
    requestBodies: componentsOf("requestBodies", (cursor) => parts.requestBody(cursor)),
    responses: componentsOf("responses", (cursor, name) => parts.response(name, cursor)),
    headers: componentsOf("headers", (cursor, name) => parts.header(name, cursor)),
    securitySchemes: [...securitySchemes, ...undeclaredSchemes(operations, securitySchemes)],
    schemas: schemas.schemas,
    notes: [...reading.notes, ...schemas.notes],
    irregular: schemas.irregular,
  };
}

/** What names the contract; that it has no name is noted, for nothing but comments is made of it. */
function readHead({ root, parts, notes }: Reading): Pick<Api, "title" | "version" | "description"> {
  const info = root.get("info");
  const read = (key: string): string | undefined => {
    const found = info?.get(key)?.value ?? undefined;
    if (found === undefined) notes.push({ cursor: info ?? root, text: `info has no "${key}"` });
    return found === undefined ? undefined : String(found);
  };
  const description = info && parts.prose(info, "description");
  return {
    title: read("title") ?? "the contract",
    version: read("version") ?? "",
    ...(description === undefined ? {} : { description }),
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
  return cursor?.get(key)?.entries() ?? [];
}

interface Reading {
  readonly contract: Contract;
  readonly parts: PartReader;
  readonly root: Cursor;
  readonly faults: Faults;
  readonly notes: Note[];
}

function readOperations(reading: Reading, pathItems: [string, Cursor][]): Operation[] {
  const operations: Operation[] = [];
  const taken = new Set<string>();
  const routes = new Map<string, Operation[]>();
  const { contract, faults, notes } = reading;
  const found = faults.each(pathItems, ([path, reference]) => {
    const item = contract.resolve(reference);
    return methodsOf(item).map(([method, cursor]) => ({ path, method, item, cursor }));
  });
  for (const operation of faults.each(found.flat(), (each) => readOperation(reading, each))) {
    notes.push(...claimRoute(operation, routes));
    operations.push({ ...operation, operationId: claimName(operation.operationId, taken) });
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
  const { faults } = contract;
  const operations = faults.each(pathItems, ([, item]) => methodsOf(contract.resolve(item))).flat();
  const callbacks = faults.each(operations, ([, operation]) => entriesOf(operation, "callbacks")).flat();
  const resolved = faults.each(callbacks, ([, callback]) => contract.resolve(callback));
  const distinct = new Map(resolved.map((each) => [each.address, each]));
  return faults.each([...distinct.values()], (callback) => callback.patterned()).flat();
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
