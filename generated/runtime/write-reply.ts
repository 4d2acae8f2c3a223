import type { ServerResponse } from "node:http";
import type { Exchange } from "./exchange.js";
import { findMedia } from "./find-media.js";
import type { Issue } from "./issue.js";
import { Issues } from "./issues.js";
import { StoredJson } from "./stored-json.js";
import { writeStream, type Encode } from "./write-stream.js";
import { encodeEvent, type DataForm } from "./event-stream.js";

type Check = (value: unknown, issues?: Issues) => boolean;

/** One media type of a response. */
export interface ReplyMedia {
  readonly type: string;
  readonly kind: "json" | "ndjson" | "event-stream" | "text" | "binary";
  /** Of the body, or of each item of a stream. */
  readonly check?: Check;
  /** How the data of events is written; text when absent. */
  readonly data?: DataForm;
}

export interface HeaderRule {
  readonly name: string;
  readonly required?: true;
  readonly check?: Check;
  /** True for objects written as `name=value`. */
  readonly explode?: true;
  /** True for values written as JSON. */
  readonly isJson?: true;
}

/** What a contract declares for a status. */
export interface ReplyRule {
  readonly headers?: readonly HeaderRule[];
  /** Absent when the response has no content. */
  readonly content?: readonly ReplyMedia[];
}

/** A response whose only content is JSON, by far the most common one. */
export function jsonContent(check?: Check, headers?: readonly HeaderRule[]): ReplyRule {
  const content = [{ type: "application/json", kind: "json" as const, ...(check === undefined ? {} : { check }) }];
  return headers === undefined ? { content } : { headers, content };
}

/** A reply as handlers give it; the types of the contract are narrower. */
export interface ReplyValue {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly body?: unknown;
}

/** A reply that the contract does not allow. */
export class ReplyError extends Error {
  override readonly name = "ReplyError";
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[] = []) {
    super(
      issues.length === 0
        ? message
        : `${message}: ${issues.map((issue) => `${issue.path} ${issue.message}`).join("; ")}`,
    );
    this.issues = issues;
  }
}

/** Responses of an operation by status, range or `default`. */
export type ReplyRules = Readonly<Record<string, ReplyRule>>;

export interface ReplyOptions {
  readonly reply: ReplyValue;
  /** False sends the reply unchecked. */
  readonly validate: boolean;
  /** Headers of HTTP itself, which no contract needs to declare. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The declared response for a status: its own, its range's, the default. */
export function findRule(rules: ReplyRules, status: number): ReplyRule | undefined {
  return rules[status] ?? rules[`${Math.floor(status / 100)}XX`] ?? rules["default"];
}

/**
 * Checks a reply and sends it. Throws `ReplyError` before the first byte when it breaks the contract; an item of a
 * stream that does ends the connection instead, since its predecessors are on their way. Resolves when the last byte
 * is handed over.
 */
export function writeReply(exchange: Exchange, rules: ReplyRules, options: ReplyOptions): Promise<void> | void {
  const { reply, validate } = options;
  const rule = findRule(rules, reply.status);
  if (rule === undefined) throw new ReplyError(`status ${reply.status} is not declared`);
  const headers = { ...options.headers, ...replyHeaders(rule, reply, validate) };
  const media = chooseMedia(rule, reply);
  if (media === undefined) return end(exchange.response, { status: reply.status, headers });
  if (isWithoutContent(reply.status))
    throw new ReplyError(`status ${reply.status} has no content, and is not declared`);
  headers["Content-Type"] = reply.contentType ?? media.type;
  if (reply.body === undefined) throw new ReplyError(`status ${reply.status} needs a body`);
  if (media.kind === "json") {
    if (reply.body instanceof StoredJson)
      return writeStoredJson(exchange, { status: reply.status, headers, body: reply.body });
    if (validate && media.check !== undefined) requireValid(media.check, reply.body, "the body");
    return end(exchange.response, { status: reply.status, headers, text: `${JSON.stringify(reply.body)}\n` });
  }
  if (media.kind === "text") {
    if (validate && media.check !== undefined) requireValid(media.check, reply.body, "the body");
    return end(exchange.response, { status: reply.status, headers, text: String(reply.body) });
  }
  return writeStream(exchange, {
    status: reply.status,
    headers,
    items: reply.body,
    encode: encoderOf(media, validate),
  });
}

/** RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5. */
function isWithoutContent(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

interface StoredReply {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly body: StoredJson;
}

function writeStoredJson(exchange: Exchange, { status, headers, body }: StoredReply): Promise<void> {
  return writeStream(exchange, { status, headers, items: body.pieces, encode: String });
}

function encoderOf(media: ReplyMedia, validate: boolean): Encode {
  const { kind, check } = media;
  // The type of binary bodies; `write` refuses anything else.
  if (kind === "binary") return (item) => item as Uint8Array;
  // RFC 7464 section 2.2.
  const start = media.type.startsWith("application/json-seq") ? "\x1e" : "";
  return (item) => {
    if (validate && check !== undefined) requireValid(check, item, "an item of the stream");
    return kind === "event-stream" ? encodeEvent(item, media.data) : `${start}${JSON.stringify(item)}\n`;
  };
}

function requireValid(check: Check, value: unknown, what: string): void {
  if (check(value)) return;
  const issues = new Issues();
  check(value, issues);
  throw new ReplyError(`${what} is not what the contract declares`, issues.list);
}

type HeaderValues = Record<string, string | string[]>;

function replyHeaders(rule: ReplyRule, reply: ReplyValue, validate: boolean): HeaderValues {
  const values: HeaderValues = {};
  if (rule.headers === undefined && reply.headers === undefined) return values;
  for (const name of Object.keys(reply.headers ?? {})) {
    if (rule.headers?.some((header) => header.name === name) !== true)
      throw new ReplyError(`header ${name} is not declared`);
  }
  for (const header of rule.headers ?? []) {
    const { name, required, check } = header;
    const value = reply.headers?.[name];
    if (value !== undefined) {
      if (validate && check !== undefined) requireValid(check, value, `header ${name}`);
      values[name] = headerText(header, value);
    } else if (required === true) throw new ReplyError(`header ${name} is missing`);
  }
  return values;
}

/**
 * Style `simple` (OpenAPI 3.1 section 4.8.12.4): lists and objects as comma-separated texts. `Set-Cookie` alone is one
 * header for each item, since its values hold commas (RFC 9110 section 5.3).
 */
function headerText({ name, explode, isJson }: HeaderRule, value: unknown): string | string[] {
  if (isJson === true) return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value) && name.toLowerCase() === "set-cookie") return value.map(String);
  const parts = Array.isArray(value) ? value.map(String) : pairTexts(value, explode);
  // Headers have no encoding that could tell the part from two.
  if (parts.some((part) => part.includes(","))) throw new ReplyError(`header ${name} has a part with a comma`);
  return parts.join(",");
}

function pairTexts(value: object, explode: true | undefined): string[] {
  const pairs = Object.entries(value);
  return explode === true ? pairs.map((pair) => pair.join("=")) : pairs.flat().map(String);
}

function chooseMedia(rule: ReplyRule, reply: ReplyValue): ReplyMedia | undefined {
  const { content } = rule;
  if (content === undefined) {
    if (reply.body !== undefined) throw new ReplyError(`status ${reply.status} has no content`);
    return undefined;
  }
  const { contentType } = reply;
  const [only] = content;
  if (contentType === undefined) {
    if (content.length === 1 && only?.type.includes("*") === false) return only;
    throw new ReplyError(`status ${reply.status} needs a contentType: ${content.map(({ type }) => type).join(", ")}`);
  }
  const found = findMedia(content, contentType);
  if (found === undefined) throw new ReplyError(`media type ${contentType} is not declared`);
  return found;
}

interface WholeReply {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly text?: string;
}

function end(response: ServerResponse, { status, headers, text }: WholeReply): void {
  if (response.destroyed) return;
  if (text === undefined) {
    // A reply of 205 tells that nothing follows (section 15.3.6), the others may not (section 8.6).
    if (status !== 204 && status !== 304) headers["Content-Length"] = "0";
    response.writeHead(status, headers).end();
    return;
  }
  headers["Content-Length"] = String(Buffer.byteLength(text));
  response.writeHead(status, headers).end(text);
}
