import type { Api } from "../model/api.js";
import { bodyKind, type BodyKind, type MediaType } from "../model/media-type.js";
import type { Operation } from "../model/operation.js";
import type { Parameter, ParameterLocation } from "../model/parameter.js";
import type { Header, Response } from "../model/response.js";
import type { Schema } from "../model/schema.js";
import { quote } from "../source-file.js";

/** Groups of a request in emitted types, with the parameters that each holds. */
export const PARAMETER_GROUPS: readonly { readonly in: ParameterLocation; readonly property: string }[] = [
  { in: "path", property: "path" },
  { in: "query", property: "query" },
  { in: "header", property: "headers" },
  { in: "cookie", property: "cookies" },
];

/** One way to write a body. */
export interface BodyVariant {
  readonly media: MediaType;
  readonly kind: BodyKind;
  /**
   * Schema of the body, of each item where the body is a stream; undefined where the contract gives none or the kind
   * has none.
   */
  readonly schema?: Schema;
  /** Type of the `contentType` property that names the variant; undefined when there is nothing to name. */
  readonly contentTypeType?: string;
  /** True when `contentType` may be left out, because this is what is meant then. */
  readonly isDefault: boolean;
}

/** The variants of a request body: `contentType` may be left out for JSON, or for the only media type. */
export function requestVariants(content: readonly MediaType[]): BodyVariant[] {
  const defaultIndex = Math.max(
    0,
    content.findIndex((media) => bodyKind(media) === "json"),
  );
  return content.map((media, index) =>
    variant(media, { count: content.length, isDefault: index === defaultIndex, isReply: false }),
  );
}

/** RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5: replies of these have no content, whatever a contract says. */
const WITHOUT_CONTENT: readonly string[] = ["204", "205", "304"];

/**
 * The responses of an operation, with entries of their own for the statuses without content that a range with content
 * covers. `default` covers what is left: those only where it says nothing of its content.
 */
export function responsesOf({ method, responses }: Operation): readonly Response[] {
  if (method === "HEAD") return responses;
  const declared = new Set(responses.map(({ status }) => status));
  return responses.flatMap((response) => {
    const bare = WITHOUT_CONTENT.filter((status) => coversBare(response, status) && !declared.has(status));
    return [response, ...bare.map((status) => ({ ...response, status, content: [] }))];
  });
}

function coversBare({ status, content }: Response, bare: string): boolean {
  if (status === "default") return content.some(({ type, schema }) => type === "*/*" && schema === undefined);
  return content.length > 0 && status === `${bare.charAt(0)}XX`;
}

/** The variants of a reply: `contentType` tells them apart, and must be told where the contract gives a range. */
export function replyVariants({ method }: Operation, response: Response): BodyVariant[] {
  // RFC 9110 section 9.3.2: the reply to HEAD has no content either.
  if (method === "HEAD" || WITHOUT_CONTENT.includes(response.status)) return [];
  return response.content.map((media) =>
    variant(media, { count: response.content.length, isDefault: false, isReply: true }),
  );
}

function variant(media: MediaType, among: { count: number; isDefault: boolean; isReply: boolean }): BodyVariant {
  const kind = carriedKind(bodyKind(media), among.isReply);
  const isRange = media.type.includes("*");
  const needsName = among.count > 1 || isRange;
  return {
    media,
    kind,
    ...(media.valueSchema === undefined || kind === "binary" ? {} : { schema: media.valueSchema }),
    ...(needsName ? { contentTypeType: contentTypeType(media.type) } : {}),
    isDefault: among.isDefault,
  };
}

/** Forms are read in requests and events in replies; the other way round both are passed on as the bytes they are. */
function carriedKind(kind: BodyKind, isReply: boolean): BodyKind {
  const asBytes: readonly BodyKind[] = isReply ? ["form", "multipart"] : ["event-stream"];
  return asBytes.includes(kind) ? "binary" : kind;
}

function contentTypeType(type: string): string {
  if (type === "*/*") return "string";
  return type.includes("*") ? `\`${type.replaceAll("*", "${string}")}\`` : quote(type);
}

/** Parameters of one place, in the order of the contract. */
export function parametersIn(operation: Operation, location: ParameterLocation): Parameter[] {
  return operation.parameters.filter((parameter) => parameter.in === location);
}

/** True when a call needs to say nothing: no required parameter and no required body. */
export function isRequestOptional(operation: Operation): boolean {
  return operation.parameters.every((parameter) => !parameter.required) && operation.requestBody?.required !== true;
}

/** True when nothing can be said in a request at all. */
export function isRequestEmpty(operation: Operation): boolean {
  return operation.parameters.length === 0 && (operation.requestBody?.content.length ?? 0) === 0;
}

/** The TypeScript type of the statuses that a response entry stands for, those with an entry of their own left out. */
export function statusType({ status, content }: Response, operation: Operation): string {
  if (/^\d+$/.test(status)) return status;
  const isDefault = status === "default";
  const others = responsesOf(operation).map((other) => other.status);
  const exact = others.filter((other) => /^\d+$/.test(other) && (isDefault || other[0] === status[0]));
  const ranges = isDefault ? others.filter((other) => other.endsWith("XX")).map((other) => `Status${other}`) : [];
  const bare = isDefault && content.length > 0 && operation.method !== "HEAD" ? WITHOUT_CONTENT : [];
  const covered = bare.filter((other) => !ranges.includes(`Status${other[0]}XX`));
  const left = new Set([...exact, ...covered, ...ranges]);
  const all = isDefault ? "Status" : `Status${status}`;
  return left.size === 0 ? all : `Exclude<${all}, ${[...left].join(" | ")}>`;
}

/** A status, range or `default` as a key of an object literal. */
export function statusKey(status: string): string {
  return status.endsWith("XX") ? quote(status) : status;
}

/** Headers that a reply carries under `headers`. */
export function hasRequiredHeader(headers: readonly Header[]): boolean {
  return headers.some((header) => header.required);
}

/** True when some operation of the contract is reached with proof of who asks. */
export function usesSecurity(api: Api): boolean {
  return api.operations.some((operation) => operation.security.length > 0);
}
