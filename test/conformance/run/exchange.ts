import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Json } from "../json.js";

/** A request as it is written to the connection. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
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

/** No reply came; the message says why. */
export class NoReplyError extends Error {
  override readonly name = "NoReplyError";
}

/** Sends a request on a connection of its own and waits for the whole reply; fails with `NoReplyError`. */
export function exchange(line: Line, request: WireRequest): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = open(line, request);
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

function open({ baseUrl, signal }: Line, { method, path, headers, body }: WireRequest) {
  const url = new URL(baseUrl);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const length = body === undefined ? {} : { "content-length": String(body.length) };
  return send({
    ...{ protocol: url.protocol, hostname: url.hostname.replace(/^\[|\]$/g, ""), port: url.port },
    ...{ method, path: url.pathname.replace(/\/$/, "") + path, headers: { ...length, ...headers } },
    ...{ agent: false, signal },
  });
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // that is what it gives
  } catch {
    return undefined;
  }
}
