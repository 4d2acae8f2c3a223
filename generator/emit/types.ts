import { dereference, schemaAt } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Operation } from "../model/operation.js";
import type { Parameter } from "../model/parameter.js";
import type { Header, Response } from "../model/response.js";
import type { Schema } from "../model/schema.js";
import type { OperationNames } from "../naming.js";
import { docComment, indentRest, propertyName, SourceFile } from "../source-file.js";
import type { Emission } from "./emission.js";
import {
  hasRequiredHeader,
  isRequestEmpty,
  PARAMETER_GROUPS,
  parametersIn,
  replyVariants,
  requestVariants,
  responsesOf,
  statusType,
  type BodyVariant,
} from "./operation-shape.js";
import { interfaceBody, typeExpression, valueTags, type TypeStyle } from "./type-expression.js";

/** `types.ts`: every schema, and what each operation takes and gives. Nothing of it exists at run time. */
export function emitTypes(emission: Emission): string {
  return new TypesFile(emission).print();
}

class TypesFile {
  readonly #emission: Emission;
  readonly #file: SourceFile;

  /** Which way requests and replies of the operation at hand travel. */
  #sent: Readonly<Record<Direction, Direction>> = { request: "request", reply: "reply" };

  constructor(emission: Emission) {
    this.#emission = emission;
    this.#file = new SourceFile(emission.source);
  }

  print(): string {
    const { api, names } = this.#emission;
    for (const [address, name] of names.schemas) this.#schema(address, name);
    for (const operation of api.operations) {
      const own = names.operations.get(operation);
      if (own === undefined) continue;
      this.#request(operation, own);
      this.#reply(operation, own);
    }
    // Sent by the server: what is read-only to callers stands in it, and in no answer to it.
    this.#sent = { request: "reply", reply: "request" };
    for (const [message, own] of names.messages) {
      this.#request(message, own);
      this.#reply(message, own);
    }
    return this.#file.toString();
  }

  #style(direction: Direction): TypeStyle {
    return {
      api: this.#emission.api,
      readonly: "readonly ",
      direction,
      refer: (address) => {
        const { schemas, requestSchemas } = this.#emission.names;
        const inRequest = direction === "request" ? requestSchemas.get(address) : undefined;
        return inRequest ?? schemas.get(address) ?? "unknown";
      },
    };
  }

  #schema(address: string, name: string): void {
    const schema = schemaAt(this.#emission.api, address);
    this.#declare(name, schema, "reply");
    const inRequest = this.#emission.names.requestSchemas.get(address);
    if (inRequest !== undefined) this.#declare(inRequest, schema, "request");
  }

  #declare(name: string, schema: Schema, direction: Direction): void {
    const style = this.#style(direction);
    const body = interfaceBody(schema, style);
    this.#file.gap();
    this.#file.print(
      ...docComment(schema.description ?? schema.title, schema.deprecated === true ? ["@deprecated"] : []),
    );
    this.#file.print(
      body === undefined
        ? `export type ${name} = ${typeExpression(schema, style)};`
        : `export interface ${name} ${body}`,
    );
  }

  #request(operation: Operation, names: Pick<OperationNames, "request">): void {
    this.#file.gap();
    this.#file.print(`/** What ${operation.method} ${operation.path} takes. */`);
    if (isRequestEmpty(operation))
      return this.#file.print(`export type ${names.request} = Readonly<Record<string, never>>;`);
    const parameters = this.#parameterMembers(operation);
    const bodies = this.#bodyMembers(operation);
    if (bodies.length <= 1) {
      return this.#file.print(`export interface ${names.request} ${members([...parameters, ...(bodies[0] ?? [])])}`);
    }
    const variants = bodies.map((body) => `\n  | ${indentRest(members([...parameters, ...body]))}`);
    this.#file.print(`export type ${names.request} =${variants.join("")};`);
  }

  #parameterMembers(operation: Operation): string[] {
    const style = this.#style(this.#sent.request);
    return PARAMETER_GROUPS.flatMap(({ in: location, property }) => {
      const parameters = parametersIn(operation, location);
      if (parameters.length === 0) return [];
      const lines = parameters.flatMap((parameter) => [
        ...docComment(parameter.description, valueTags(parameter.schema, parameter.deprecated)),
        parameterMember(parameter, style),
      ]);
      const isRequired = parameters.some((parameter) => parameter.required);
      return [`readonly ${property}${isRequired ? "" : "?"}: ${members(lines)};`];
    });
  }

  /** For each variant of the body the members that it adds to the request. */
  #bodyMembers(operation: Operation): string[][] {
    const { requestBody } = operation;
    if (requestBody === undefined) return [];
    return requestVariants(requestBody.content).map((variant) => [
      ...contentTypeMember(variant, variant.isDefault),
      ...docComment(requestBody.description),
      // A request without a body is one of the variant that needs no name.
      `readonly body${variant.isDefault && !requestBody.required ? "?" : ""}: ${this.#bodyType(variant, "request")};`,
    ]);
  }

  #reply(operation: Operation, names: Pick<OperationNames, "reply">): void {
    const variants = responsesOf(operation).flatMap((response) => this.#replyVariants(operation, response));
    this.#file.gap();
    this.#file.print(`/** What ${operation.method} ${operation.path} gives, by status. */`);
    const text = variants.length === 0 ? " never" : variants.map((variant) => `\n  | ${indentRest(variant)}`).join("");
    this.#file.print(`export type ${names.reply} =${text};`);
  }

  #replyVariants(operation: Operation, response: Response): string[] {
    const status = `readonly status: ${this.#status(statusType(response, operation))};`;
    const headers = this.#headersMember(response.headers);
    const bodies = replyVariants(operation, response);
    if (bodies.length === 0) return [inlineMembers([status, ...headers])];
    return bodies.map((variant) =>
      inlineMembers([
        status,
        ...headers,
        ...contentTypeMember(variant, false),
        `readonly body: ${this.#bodyType(variant, "reply")};`,
      ]),
    );
  }

  #status(type: string): string {
    for (const [name] of type.matchAll(/Status(\dXX)?\b/g)) this.#file.use(name, `${this.#emission.runtime}status.js`);
    return type;
  }

  #headersMember(headers: readonly Header[]): string[] {
    if (headers.length === 0) return [];
    const style = this.#style(this.#sent.reply);
    const lines = headers.map(
      (header) =>
        `readonly ${propertyName(header.name)}${header.required ? "" : "?"}: ${typeExpression(header.schema, style)};`,
    );
    return [`readonly headers${hasRequiredHeader(headers) ? "" : "?"}: ${inlineMembers(lines)};`];
  }

  #bodyType(variant: BodyVariant, part: Direction): string {
    const style = this.#style(this.#sent[part]);
    const value = variant.schema === undefined ? "unknown" : typeExpression(variant.schema, style);
    switch (variant.kind) {
      case "multipart":
        return this.#multipartType(variant, style);
      case "text":
        return variant.schema === undefined ? "string" : value;
      case "binary":
        return "AsyncIterable<Uint8Array>";
      case "ndjson":
        return `AsyncIterable<${value}>`;
      case "event-stream":
        if (variant.schema !== undefined) return `AsyncIterable<${value}>`;
        return `AsyncIterable<${this.#file.use("ServerSentEvent", `${this.#emission.runtime}event-stream.js`)}>`;
      default:
        return value;
    }
  }

  /** The fields of a multipart body; its files are `Blob`s, so the schema cannot be referred to by name. */
  #multipartType({ schema }: BodyVariant, style: TypeStyle): string {
    if (schema === undefined) return "{ readonly [key: string]: unknown }";
    return typeExpression(dereference(this.#emission.api, schema), { ...style, binary: "Blob" });
  }
}

function parameterMember(parameter: Parameter, style: TypeStyle): string {
  const mark = parameter.required ? "" : "?";
  return `readonly ${propertyName(parameter.name)}${mark}: ${typeExpression(parameter.schema, style)};`;
}

function contentTypeMember(variant: BodyVariant, isOptional: boolean): string[] {
  return variant.contentTypeType === undefined
    ? []
    : [`readonly contentType${isOptional ? "?" : ""}: ${variant.contentTypeType};`];
}

function members(lines: readonly string[]): string {
  return `{\n${lines.map((line) => `  ${indentRest(line)}`).join("\n")}\n}`;
}

/** Members on one line where they fit. */
function inlineMembers(lines: readonly string[]): string {
  const line = `{ ${lines.join(" ").replace(/;$/, "")} }`;
  return line.length <= 110 && !line.includes("\n") ? line : members(lines);
}
