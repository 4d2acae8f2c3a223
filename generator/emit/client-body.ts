import type { MediaType } from "../model/media-type.js";
import type { Operation } from "../model/operation.js";
import { propertyName, quote } from "../source-file.js";
import type { ClientNames } from "./client-names.js";
import { objectLines, writerName } from "./client-parameters.js";
import { requestVariants, type BodyVariant } from "./operation-shape.js";

const PARAMETERS = "serialize-parameters";

/** Members of a call that carry the request's body. */
export function bodyMembers({ requestBody }: Operation, names: ClientNames): string[] {
  if (requestBody === undefined) return [];
  const variants = requestVariants(requestBody.content);
  const [only] = variants;
  if (only === undefined) return [];
  if (variants.length > 1) return [choice(variants, names)];
  const body = expression(only, names);
  const isGuarded = !requestBody.required && body.includes("(request.body") && only.kind !== "json";
  return [...contentType(only), `body: ${isGuarded ? `request.body === undefined ? undefined : ${body}` : body}`];
}

/** Nothing for multipart bodies, whose boundary only `fetch` knows. */
function contentType({ kind, media }: BodyVariant): string[] {
  if (kind === "multipart") return [];
  if (!media.type.includes("*")) return [`contentType: ${quote(media.type)}`];
  return [`contentType: request.contentType ?? ${quote(WITHIN_RANGE[kind] ?? "application/octet-stream")}`];
}

/** What a body is called when the contract takes any type and the request names none. */
const WITHIN_RANGE: ByKind<string> = { json: "application/json", text: "text/plain" };

type ByKind<Value> = Readonly<Partial<Record<BodyVariant["kind"], Value>>>;

/** The body of a request, made of `request.body`. `JSON.stringify` leaves undefined what is undefined. */
function expression({ kind, media }: BodyVariant, names: ClientNames): string {
  switch (kind) {
    case "json":
      return "JSON.stringify(request.body)";
    case "form":
      return `${names.runtime("formBody", PARAMETERS)}(request.body${fieldWriters(media, names)})`;
    case "multipart":
      return `${names.runtime("multipartBody", "client-bodies")}(request.body${fieldTypes(media)})`;
    case "text":
      return "request.body";
    case "ndjson": {
      const isSequence = media.type.startsWith("application/json-seq");
      return `${names.runtime("linesBody", "client-bodies")}(request.body${isSequence ? ", true" : ""})`;
    }
    default:
      return `${names.runtime("binaryBody", "client-bodies")}(request.body)`;
  }
}

/** Several media types: the request's `contentType` chooses, the default one stands first. */
function choice(variants: readonly BodyVariant[], names: ClientNames): string {
  const sorted = variants.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
  const writers = sorted.map((each) => `  { type: ${quote(each.media.type)}, write: ${writer(each, names)} },`);
  return `...${names.runtime("chooseBody", "client-bodies")}(request, [\n${writers.join("\n")}\n])`;
}

function writer(variant: BodyVariant, names: ClientNames): string {
  if (variant.kind === "json") return "JSON.stringify";
  if (variant.kind === "text") return "String";
  const text = expression(variant, names).replace("request.body", "body");
  return text.endsWith("(body)") ? text.slice(0, -"(body)".length) : `(body) => ${text}`;
}

function fieldWriters(media: MediaType, names: ClientNames): string {
  const members = [...media.encoding].flatMap(([name, { style, explode, contentType: type }]) => {
    const isStyled = style !== undefined || explode !== undefined;
    if (!isStyled && type?.includes("json") !== true) return [];
    const own = { ...(style && { style }), ...(explode === undefined ? {} : { explode }) };
    const how = isStyled ? own : { content: type };
    return [`${propertyName(name)}: ${names.runtime(writerName(how), PARAMETERS)}`];
  });
  return members.length === 0 ? "" : `, ${objectLines(members)}`;
}

/** Fields that are texts but have a media type; of files, which have one themselves, nothing is said. */
function fieldTypes(media: MediaType): string {
  const members = [...media.encoding].flatMap(([name, { contentType: type }]) =>
    type === undefined || /[*,]/.test(type) ? [] : [`${propertyName(name)}: ${quote(type)}`],
  );
  return members.length === 0 ? "" : `, ${objectLines(members)}`;
}
