import type { IncomingMessage } from "node:http";
import { findMedia } from "./find-media.js";
import { readForm, withoutFiles, wrongFiles, type FormRules } from "./read-form.js";
import { readRequestLines } from "./read-request-lines.js";
import { Issues } from "./issues.js";
import { parseJsonBody, readBytes, tooLarge, type BodyFault, type BodyResult } from "./request-body.js";
import { invalidBody, type RefusalCause } from "./refusal.js";

/** One media type of a request body. */
export interface RequestMedia {
  readonly type: string;
  readonly kind: "json" | "ndjson" | "form" | "multipart" | "text" | "binary";
  readonly check?: (value: unknown, issues?: Issues) => boolean;
  /** How the fields of a form become values. */
  readonly fields?: FormRules;
}

/** What an operation declares of its request body. */
export interface BodyRules {
  readonly required?: true;
  readonly content: readonly RequestMedia[];
  /** True when the handler is told the media type, because there are several or a range. */
  readonly tellsType?: true;
}

/** Members that the body adds to the request. */
export interface BodyMembers {
  readonly body?: unknown;
  readonly contentType?: string;
}

/** What the body adds to the request, or the refusal it earns. `aborted`: the caller is gone. */
export type RequestBodyResult = { readonly members: BodyMembers } | { readonly refusal: RefusalCause } | "aborted";

/**
 * Reads and checks the body of a request. A body that the host has parsed already (`request.body`) is taken as it is.
 */
export async function readRequestBody(
  request: IncomingMessage,
  rules: BodyRules,
  limitBytes: number,
): Promise<RequestBodyResult> {
  const contentType = request.headers["content-type"];
  const parsed = parsedByHost(request);
  const isAbsent = parsed === undefined && !hasBody(request);
  if (isAbsent && !isEmptyBody(request)) return withoutBody(rules);
  const media = isReadable(request, contentType) ? findMedia(rules.content, contentType ?? "") : undefined;
  if (isAbsent && !MAY_BE_EMPTY.has(media?.kind ?? "json")) return withoutBody(rules);
  if (media === undefined) return { refusal: unsupported(request, rules) };
  const type = rules.tellsType === true ? toldType(media, contentType) : undefined;
  const raw = rawByHost(request);
  const stream: AsyncIterable<Uint8Array> = raw === undefined ? request : once(raw);
  if (media.kind === "binary") return { members: membersOf(stream, type) };
  if (media.kind === "ndjson") return { members: membersOf(readRequestLines(stream, media.check), type) };
  if (parsed !== undefined) return checked(media, parsed, type);
  if (raw !== undefined && raw.length > limitBytes) return faulty(tooLarge(limitBytes));
  const known = isAbsent ? Buffer.alloc(0) : raw;
  const bytes = known === undefined ? await readBytes(request, limitBytes) : { value: known };
  if ("fault" in bytes) return faulty(bytes);
  const body = media.kind === "json" ? parseJsonBody(bytes.value) : await parse(media, bytes.value, contentType ?? "");
  return "fault" in body ? faulty(body) : checked(media, body.value, type);
}

/** Bodies of no bytes are values of these kinds. */
const MAY_BE_EMPTY: ReadonlySet<RequestMedia["kind"]> = new Set(["form", "text", "ndjson"]);

/** The declared media type, which is what the handler's type names; for a range, the one that came. */
function toldType(media: RequestMedia, contentType: string | undefined): string | undefined {
  return media.type.includes("*") ? contentType : media.type;
}

/** What a body parser of the host left at `request.body`, unless it is the bytes themselves. */
function parsedByHost(request: IncomingMessage): unknown {
  return "body" in request && !Buffer.isBuffer(request.body) ? request.body : undefined;
}

/** The bytes, where a body parser of the host has left them at `request.body`. */
function rawByHost(request: IncomingMessage): Buffer | undefined {
  return "body" in request && Buffer.isBuffer(request.body) ? request.body : undefined;
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function hasBody(request: IncomingMessage): boolean {
  // A stream that somebody else has read to its end has nothing left to wait for.
  if (request.readableEnded && rawByHost(request) === undefined) return false;
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}

/** A form without fields and a text without characters are bodies too, told from none by their `Content-Type`. */
function isEmptyBody({ headers }: IncomingMessage): boolean {
  const isEmpty = headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
  return isEmpty && headers["content-type"] !== undefined;
}

/** UTF-8 without compression is what is read (RFC 8259 section 8.1). */
function isReadable(request: IncomingMessage, contentType = ""): boolean {
  if ((request.headers["content-encoding"] ?? "identity") !== "identity") return false;
  if (!contentType.includes(";")) return true;
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? "utf-8";
  return /^(utf-8|utf8|us-ascii)$/i.test(charset);
}

function unsupported(request: IncomingMessage, rules: BodyRules): RefusalCause {
  const encoding = request.headers["content-encoding"];
  const accepted = rules.content.map(({ type }) => type).join(", ");
  const found =
    encoding === undefined ? (request.headers["content-type"] ?? "without a content type") : `encoded as ${encoding}`;
  return { kind: "unsupported-media-type", message: `the body must be ${accepted} in UTF-8, is ${found}` };
}

function withoutBody(rules: BodyRules): RequestBodyResult {
  return rules.required === true
    ? { refusal: { kind: "malformed-body", message: "the body is empty" } }
    : { members: {} };
}

function faulty({ fault, message }: { readonly fault: BodyFault; readonly message: string }): RequestBodyResult {
  if (fault === "aborted") return "aborted";
  return { refusal: { kind: fault === "too-large" ? "body-too-large" : "malformed-body", message } };
}

function parse(
  media: RequestMedia,
  bytes: Buffer,
  contentType: string,
): BodyResult<unknown> | Promise<BodyResult<unknown>> {
  if (media.kind === "text") return { value: bytes.toString("utf8") };
  return readForm(bytes, contentType, media.fields ?? ANY_FIELDS);
}

const ANY_FIELDS: FormRules = { form: { properties: {}, rest: "file" } };

/** Written out, because spreading an object costs as much as reading a small body. */
function membersOf(body: unknown, contentType: string | undefined): BodyMembers {
  return contentType === undefined ? { body } : { contentType, body };
}

function checked(media: RequestMedia, body: unknown, contentType: string | undefined): RequestBodyResult {
  const seen = media.kind === "multipart" ? withoutFiles(body) : body;
  const wrong = media.kind === "multipart" ? wrongFiles(body, media.fields?.types) : [];
  if (wrong.length === 0 && media.check?.(seen) !== false) return { members: membersOf(body, contentType) };
  const found = new Issues();
  media.check?.(seen, found);
  return { refusal: { ...invalidBody([...wrong, ...found.list]), body } };
}
