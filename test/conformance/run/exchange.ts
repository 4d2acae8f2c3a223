import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect as connectTcp, type Socket } from "node:net";
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

/** No reply came; the message says why. */
export class NoReplyError extends Error {
  override readonly name = "NoReplyError";
}

/** Opens a connection; fails with `NoReplyError`. */
export function connect({ baseUrl }: Line): Promise<Connection> {
  const { protocol, hostname, port } = new URL(baseUrl);
  const host = bare(hostname);
  return new Promise((resolve, reject) => {
    const isSecure = protocol === "https:";
    const socket = isSecure
      ? connectTls({ host, port: Number(port) || 443, servername: host })
      : connectTcp({ host, port: Number(port) || 80 });
    socket.once("error", (fault) => reject(new NoReplyError(fault.message)));
    socket.once(isSecure ? "secureConnect" : "connect", () => resolve(socket));
  });
}

/** Sends a request, on a connection of its own unless one is given; fails with `NoReplyError`. */
export function exchange(line: Line, request: WireRequest, connection?: Connection): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = open(line, request, connection);
    const timer = setTimeout(() => outgoing.destroy(new Error(`no reply within ${line.timeoutMs} ms`)), line.timeoutMs);
    outgoing.once("close", () => clearTimeout(timer));
    outgoing.once("error", (fault: NodeJS.ErrnoException) => {
      reject(new NoReplyError(fault.code === undefined ? fault.message : `${fault.message} (${fault.code})`));
    });
    outgoing.once("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("error", (fault) => reject(new NoReplyError(`the reply broke off: ${fault.message}`)));
      incoming.once("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
        const status = incoming.statusCode ?? 0;
        resolve({ status, headers: Object.fromEntries(headers) as Record<string, string>, text, body: parse(text) });
      });
    });
    outgoing.end(request.body);
  });
}

/** Sends a request and closes the connection as soon as it is written, before a reply can be read. */
export function cutExchange(line: Line, request: WireRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = open(line, request);
    outgoing.once("error", (fault) => reject(new NoReplyError(fault.message)));
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
