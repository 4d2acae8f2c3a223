import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Json } from "../json.js";

/** A request as it is written to the connection. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  /** For people: which credentials and headers it has that others of its kind have not. */
  readonly told?: readonly string[] | undefined;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Undefined when the text is not JSON. */
  readonly body: Json | undefined;
}

/** A request and its reply. */
export interface Exchange {
  readonly request: WireRequest;
  readonly reply: Reply;
}

/** Where and how long to ask. */
export interface Line {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A connection that is open already, for requests that shall arrive together. */
export type Connection = Socket;

/** No reply came; the message says why, and the code, if the system has one for it. */
export class NoReplyError extends Error {
  override readonly name = "NoReplyError";
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }

  static of({ message, code }: NodeJS.ErrnoException): NoReplyError {
    const [line = ""] = message.split("\n"); // what comes from TLS has more
    return new NoReplyError(code === undefined || line.includes(code) ? line : `${line} (${code})`, code);
  }
}

/** A longer body is not sent on when the daemon has refused it without reading. */
const LARGE_BYTES = 64 * 1024;
/** How long a daemon is waited for that does not say whether it wants a body. */
const CONTINUE_MS = 1_000;
/** More than any status that can be parsed; what never ends must not fill the memory. */
const MOST_REPLY_BYTES = 256 * 1024 * 1024;

/** How long the connections are waited for that shall be open before the first request is sent. */
const HEAD_START_MS = 1_000;

/**
 * Opens a connection; fails with `NoReplyError`. Undefined when that takes long: a server that takes one connection
 * after another opens none before the one before was used.
 */
export function connect({ baseUrl }: Line): Promise<Connection | undefined> {
  const { protocol, hostname, port } = new URL(baseUrl);
  const host = bare(hostname);
  const servername = isIP(host) === 0 ? host : ""; // an address is none (RFC 6066)
  return new Promise((resolve, reject) => {
    const isSecure = protocol === "https:";
    const socket = isSecure
      ? connectTls({ host, port: Number(port) || 443, servername })
      : connectTcp({ host, port: Number(port) || 80 });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(undefined);
    }, HEAD_START_MS);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", (fault) => reject(NoReplyError.of(fault)));
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/**
 * Sends a request, on a connection of its own unless one is given; fails with `NoReplyError`. A daemon may refuse a
 * large body without reading it and close the connection, which can lose its reply: then the body is sent again, when
 * the daemon has said that it wants it.
 */
export async function exchange(line: Line, request: WireRequest, connection?: Connection): Promise<Reply> {
  try {
    return await exchangeOnce(line, request, connection);
  } catch (fault) {
    const isBroken = fault instanceof NoReplyError && (fault.code === "ECONNRESET" || fault.code === "EPIPE");
    if (!isBroken || (request.body?.length ?? 0) < LARGE_BYTES) throw fault;
    return exchangeOnce(line, { ...request, headers: { ...request.headers, expect: "100-continue" } });
  }
}

function exchangeOnce(line: Line, request: WireRequest, connection?: Connection): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = open(line, request, connection);
    const timer = setTimeout(() => outgoing.destroy(new Error(`no reply within ${line.timeoutMs} ms`)), line.timeoutMs);
    outgoing.once("close", () => clearTimeout(timer));
    outgoing.once("error", (fault: NodeJS.ErrnoException) => reject(NoReplyError.of(fault)));
    outgoing.once("response", (incoming) => {
      readReply(incoming)
        .then(resolve, reject)
        .finally(() => outgoing.destroy());
    });
    if (Object.hasOwn(request.headers, "expect")) sendWhenAsked(outgoing, request);
    else outgoing.end(request.body);
  });
}

/** Sends a body when the daemon asks for it, or says nothing; not when it answers. */
function sendWhenAsked(outgoing: ClientRequest, { body }: WireRequest): void {
  const timer = setTimeout(() => outgoing.end(body), CONTINUE_MS);
  outgoing.once("close", () => clearTimeout(timer)).once("response", () => clearTimeout(timer));
  outgoing.once("continue", () => {
    clearTimeout(timer);
    outgoing.end(body);
  });
  outgoing.flushHeaders();
}

function readReply(incoming: IncomingMessage): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_REPLY_BYTES) chunks.push(chunk);
      else incoming.destroy(new Error(`it has more than ${MOST_REPLY_BYTES} bytes`));
    });
    incoming.once("error", (fault) => reject(new NoReplyError(`the reply broke off: ${fault.message}`)));
    incoming.once("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
      const status = incoming.statusCode ?? 0;
      resolve({ status, headers: Object.fromEntries(headers) as Record<string, string>, text, body: parse(text) });
    });
  });
}

/** Sends a request and closes the connection as soon as it is written, before a reply can be read. */
export function cutExchange(line: Line, request: WireRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = open(line, request);
    outgoing.once("error", (fault) => reject(NoReplyError.of(fault)));
    outgoing.once("finish", () => {
      outgoing.off("error", reject).on("error", () => undefined);
      outgoing.destroy();
      resolve();
    });
    outgoing.end(request.body);
  });
}

function open({ baseUrl, signal }: Line, { method, path, headers, body }: WireRequest, connection?: Connection) {
  const url = new URL(baseUrl);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const isChunked = Object.hasOwn(headers, "transfer-encoding");
  const length = body === undefined || isChunked ? {} : { "content-length": String(body.length) };
  return send({
    ...{ protocol: url.protocol, hostname: bare(url.hostname), port: url.port },
    ...{ method, path: url.pathname.replace(/\/$/, "") + path, headers: { ...length, ...headers } },
    // An agent would open another connection, and leave the given one as it is.
    ...{ signal, ...(connection === undefined ? { agent: false } : { createConnection: () => connection }) },
  });
}

/** An address of IPv6 stands in brackets in a URL only. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // that is what it gives
  } catch {
    return undefined;
  }
}
