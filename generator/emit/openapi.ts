import { statusKey } from "./operation-shape.js";
import { schemaAt, type Component } from "../model/api.js";
import { SCHEMA_LISTS } from "../model/keywords.js";
import type { MediaType } from "../model/media-type.js";
import type { Operation } from "../model/operation.js";
import type { Parameter } from "../model/parameter.js";
import type { RequestBody } from "../model/request-body.js";
import type { Header, Response } from "../model/response.js";
import type { Schema } from "../model/schema.js";
import { docComment, indentRest, propertyName, quote, SourceFile } from "../source-file.js";
import { cyclicNodes } from "./checks/cycles.js";
import { claimName } from "../model/unique-names.js";
import type { Emission } from "./emission.js";
import { typeExpression, type TypeStyle } from "./type-expression.js";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
const LOCATIONS = ["query", "header", "path", "cookie"] as const;

/**
 * `openapi.ts`: `paths`, `components` and `operations` in the shape of openapi-typescript, so that openapi-fetch and
 * its like work on them: mutable arrays, and no difference between what is sent and what is received.
 */
export function emitOpenapi(emission: Emission): string {
  const { api } = emission;
  const file = new SourceFile(emission.source);
  const recursive = recursiveAliases(emission);
  const style = styleOf(emission, recursive);
  declare(file, "paths", pathMembers(api.operations));
  file.gap();
  const taken = new Set(api.operations.map(({ operationId }) => operationId));
  const webhooks = api.webhooks.map((webhook) => ({ ...webhook, operationId: claimName(webhook.operationId, taken) }));
  declare(file, "webhooks", pathMembers(webhooks));
  file.gap();
  declare(file, "components", componentMembers(emission, { style, recursive }));
  file.gap();
  file.print("export type $defs = Record<string, never>;");
  file.gap();
  for (const [address, name] of recursive) {
    file.print(`type ${name} = ${typeExpression(schemaAt(api, address), style)};`);
    file.gap();
  }
  const operations = [...api.operations, ...webhooks].map((operation) => operationMember(operation, style));
  declare(file, "operations", operations);
  return file.toString();
}

/**
 * References stay references: `components["schemas"]["Pet"]`; schemas outside of components get a place of their own
 * there.
 */
function styleOf(emission: Emission, recursive: ReadonlyMap<string, string>): TypeStyle {
  const names = new Map(
    [...schemaNames(emission)].map(([address, name]) => [
      address,
      recursive.get(address) ?? `components["schemas"][${quote(name)}]`,
    ]),
  );
  return { api: emission.api, readonly: "", refer: (address) => names.get(address) ?? "unknown" };
}

/**
 * Schemas that contain themselves without an object in between, such as a list of lists. The type of a property must
 * not do that, only a type with a name of its own.
 */
function recursiveAliases({ api, names }: Emission): Map<string, string> {
  const cyclic = cyclicNodes([...api.schemas.keys()], (address) => bareReferences(schemaAt(api, address)));
  return new Map([...names.schemas].filter(([address]) => cyclic.has(address)));
}

/** References of a schema that stand in no object. */
function bareReferences(schema: Schema): string[] {
  const parts = [...SCHEMA_LISTS, "items" as const].flatMap((key) => schema[key] ?? []);
  return [...(schema.ref === undefined ? [] : [schema.ref]), ...parts.flatMap(bareReferences)];
}

function schemaNames({ api, names }: Emission): Map<string, string> {
  const components = new Map(api.componentSchemas.map(({ name, node }) => [node, name]));
  return new Map([...names.schemas].map(([address, name]) => [address, components.get(address) ?? name]));
}

function pathMembers(all: readonly Operation[]): string[] {
  const paths = new Map<string, Operation[]>();
  for (const operation of all) paths.set(operation.path, [...(paths.get(operation.path) ?? []), operation]);
  return [...paths].map(([path, operations]) => {
    const methods = METHODS.map((method) => {
      const operation = operations.find((candidate) => candidate.method.toLowerCase() === method);
      return operation === undefined ? `${method}?: never;` : `${method}: operations[${quote(operation.operationId)}];`;
    });
    const parameters = `parameters: ${objectOf(LOCATIONS.map((location) => `${location}?: never;`))};`;
    return `${quote(path)}: ${objectOf([parameters, ...methods])};`;
  });
}

interface ComponentStyle {
  readonly style: TypeStyle;
  readonly recursive: ReadonlyMap<string, string>;
}

function componentMembers(emission: Emission, { style, recursive }: ComponentStyle): string[] {
  const { api } = emission;
  const schemas = [...schemaNames(emission)].map(([address, name]) => {
    const schema = schemaAt(api, address);
    const type = recursive.get(address) ?? typeExpression(schema, style);
    return [...docComment(schema.description), `${propertyName(name)}: ${type};`].join("\n");
  });
  return [
    group("schemas", schemas),
    group(
      "responses",
      entries(api.responses, (response) => responseType(response, style)),
    ),
    group(
      "parameters",
      entries(api.parameters, (parameter) => typeExpression(parameter.schema, style)),
    ),
    group(
      "requestBodies",
      entries(api.requestBodies, (body) => bodyType(body, style)),
    ),
    group(
      "headers",
      entries(api.headers, (header) => typeExpression(header.schema, style)),
    ),
    "pathItems: never;",
  ];
}

function entries<T>(components: readonly Component<T>[], type: (node: T) => string): string[] {
  return components.map(({ name, node }) => `${propertyName(name)}: ${type(node)};`);
}

function group(name: string, members: readonly string[]): string {
  return members.length === 0 ? `${name}: never;` : `${name}: ${objectOf(members)};`;
}

function operationMember(operation: Operation, style: TypeStyle): string {
  const { requestBody } = operation;
  const body =
    requestBody === undefined
      ? "requestBody?: never;"
      : `requestBody${requestBody.required ? "" : "?"}: ${bodyType(requestBody, style)};`;
  const responses = operation.responses.map((response) => {
    return [
      ...docComment(response.description),
      `${statusKey(response.status)}: ${responseType(response, style)};`,
    ].join("\n");
  });
  const comment = docComment(operation.description ?? operation.summary, operation.deprecated ? ["@deprecated"] : []);
  const type = objectOf([
    `parameters: ${parametersType(operation.parameters, style)};`,
    body,
    `responses: ${objectOf(responses)};`,
  ]);
  return [...comment, `${propertyName(operation.operationId)}: ${type};`].join("\n");
}

function parametersType(parameters: readonly Parameter[], style: TypeStyle): string {
  return objectOf(
    LOCATIONS.map((location) => {
      const own = parameters.filter((parameter) => parameter.in === location);
      if (own.length === 0) return `${location}?: never;`;
      const members = own.map((parameter) =>
        [
          ...docComment(parameter.description, parameter.deprecated ? ["@deprecated"] : []),
          parameterMember(parameter, style),
        ].join("\n"),
      );
      return `${location}${own.some((parameter) => parameter.required) ? "" : "?"}: ${objectOf(members)};`;
    }),
  );
}

function parameterMember(parameter: Parameter, style: TypeStyle): string {
  const mark = parameter.required ? "" : "?";
  return `${propertyName(parameter.name)}${mark}: ${typeExpression(parameter.schema, style)};`;
}

function bodyType(body: RequestBody, style: TypeStyle): string {
  return objectOf([`content: ${contentType(body.content, style)};`]);
}

function responseType(response: Response, style: TypeStyle): string {
  const headers = [...response.headers.map((header) => headerMember(header, style)), "[name: string]: unknown;"];
  const content =
    response.content.length === 0 ? "content?: never;" : `content: ${contentType(response.content, style)};`;
  return objectOf([`headers: ${objectOf(headers)};`, content]);
}

function headerMember(header: Header, style: TypeStyle): string {
  return `${propertyName(header.name)}${header.required ? "" : "?"}: ${typeExpression(header.schema, style)};`;
}

function contentType(content: readonly MediaType[], style: TypeStyle): string {
  return objectOf(
    content.map((media) => {
      const schema = media.schema ?? media.itemSchema;
      return `${quote(media.type)}: ${schema === undefined ? "unknown" : typeExpression(schema, style)};`;
    }),
  );
}

function declare(file: SourceFile, name: string, members: readonly string[]): void {
  if (members.length === 0) return file.print(`export type ${name} = ${objectOf(members)};`);
  file.block(`export interface ${name} {`, "}", () => {
    for (const member of members) file.print(member);
  });
}

function objectOf(members: readonly string[]): string {
  return members.length === 0
    ? "Record<string, never>"
    : `{\n${members.map((member) => `  ${indentRest(member)}`).join("\n")}\n}`;
}
