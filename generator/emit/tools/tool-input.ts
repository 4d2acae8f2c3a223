import { dereference, type Api } from "../../model/api.js";
import { bodyKind } from "../../model/media-type.js";
import type { Operation } from "../../model/operation.js";
import { isBinary, type Schema } from "../../model/schema.js";
import { PARAMETER_GROUPS, parametersIn, requestVariants, type BodyVariant } from "../operation-shape.js";

/** How a body that JSON cannot hold stands in the input of a tool. */
export interface BodyReading {
  /** Bytes as base64, or a stream of text as one text. */
  readonly bytes?: "base64" | "text";
  /** Fields of a form that are files, as base64. */
  readonly files?: readonly string[];
}

/**
 * The input of a tool as one schema: the request, its groups of parameters and its body as properties. Of several
 * media types a tool takes the one that is meant when a request names none.
 */
export function inputSchema(operation: Operation): Schema {
  const { cursor } = operation;
  const groups = PARAMETER_GROUPS.flatMap(({ in: location, property }) => {
    const parameters = parametersIn(operation, location);
    if (parameters.length === 0) return [];
    const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
    const schemas = parameters.map((parameter) => [parameter.name, describedSchema(parameter)] as const);
    return [[property, closedObject(cursor, new Map(schemas), required)] as const];
  });
  const variant = bodyVariant(operation);
  const body = variant === undefined ? [] : [["body", bodySchema(operation, variant)] as const];
  const properties = new Map<string, Schema>([...groups, ...body]);
  const needed = groups.filter(([, group]) => (group.required ?? []).length > 0).map(([name]) => name);
  return closedObject(cursor, properties, operation.requestBody?.required === true ? [...needed, "body"] : needed);
}

/** What has to be done to the body of an input before it can be sent. */
export function bodyReading(api: Pick<Api, "schemas">, operation: Operation): BodyReading {
  const variant = bodyVariant(operation);
  if (variant?.kind === "binary") return { bytes: isLines(variant) ? "text" : "base64" };
  if (variant?.kind !== "multipart" || variant.schema === undefined) return {};
  const files = [...(dereference(api, variant.schema).properties ?? [])].filter(([, field]) => {
    const schema = dereference(api, field);
    return isBinary(schema.items === undefined ? schema : dereference(api, schema.items));
  });
  return files.length === 0 ? {} : { files: files.map(([name]) => name) };
}

/** The way to write its body that a tool of the operation uses. */
export function bodyVariant({ requestBody }: Operation): BodyVariant | undefined {
  return requestVariants(requestBody?.content ?? []).find(({ isDefault }) => isDefault);
}

function isLines({ media }: BodyVariant): boolean {
  return ["ndjson", "event-stream"].includes(bodyKind(media));
}

function bodySchema({ cursor, requestBody }: Operation, variant: BodyVariant): Schema {
  if (variant.schema !== undefined) return variant.schema;
  const description = requestBody?.description;
  if (variant.kind === "binary" && !isLines(variant))
    return { cursor, types: ["string"], description: `${description ?? "Bytes."} As base64.` };
  const isText = variant.kind === "text" || variant.kind === "binary";
  return { cursor, ...(isText ? { types: ["string"] } : {}), ...(description === undefined ? {} : { description }) };
}

/** A parameter's own description says more than that of its schema. */
function describedSchema({ schema, description }: { readonly schema: Schema; readonly description?: string }): Schema {
  return description === undefined ? schema : { ...schema, description };
}

function closedObject(
  cursor: Schema["cursor"],
  properties: ReadonlyMap<string, Schema>,
  required: readonly string[],
): Schema {
  return { cursor, types: ["object"], properties, required, additionalProperties: { cursor, never: true } };
}
