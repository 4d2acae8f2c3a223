import type { IncomingMessage, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

import type { Scheduler } from "../kernel/ports/scheduler.js";
import { promptClose } from "./lingering-close.js";

/** An answer to what never becomes a request, or is none for this server. */
export interface ProtocolProblem {
  readonly status: number;
  readonly message: string;
}

const MALFORMED: ProtocolProblem = { status: 400, message: "malformed request" };
const BY_CODE: Readonly<Record<string, ProtocolProblem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: "the request did not arrive in time" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, message: "chunk extensions are too large" },
  HPE_HEADER_OVERFLOW: { status: 431, message: "header fields are too large" },
};

/**
 * Why another program could take a request for another one (RFC 9112 sections 2.3, 3.2 and 6.1); undefined when it
 * cannot. The parser of node:http takes a line without a version for HTTP/0.9, any number of Hosts, and any codings of
 * a body before the last.
 */
export function ambiguity({ rawHeaders, headers, httpVersion }: IncomingMessage): ProtocolProblem | undefined {
  if (!httpVersion.startsWith("1.")) return MALFORMED;
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && !isChunkedAlone(coding, httpVersion)) return OTHER_CODING;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === HOST.length && name.toLowerCase() === HOST) hosts++;
  }
  if (hosts > 1) return { status: 400, message: "more than one Host" };
  return hosts === 0 && httpVersion !== "1.0" ? { status: 400, message: "no Host" } : undefined;
}

const HOST = "host";
const OTHER_CODING: ProtocolProblem = { status: 400, message: "a body is chunked, by HTTP/1.1, or not encoded" };

/** What is compressed as well would be read as if it were not; HTTP/1.0 knows no codings (RFC 9112 section 6.1). */
function isChunkedAlone(coding: string, httpVersion: string): boolean {
  return httpVersion !== "1.0" && coding.toLowerCase() === "chunked";
}

/** What to answer to a fault that the parser of node:http found; undefined when nobody is there to read it. */
export function problemOf(fault: Error): ProtocolProblem | undefined {
  const code = "code" in fault ? String(fault.code) : "";
  if (code === "ECONNRESET" || code === "EPIPE") return undefined;
  return BY_CODE[code] ?? MALFORMED;
}

/** What to answer on a connection that is given up. */
export interface LastAnswer {
  readonly text: string;
  /** The reply to the last request that came before; undefined when there was none. */
  readonly last: ServerResponse | undefined;
  readonly scheduler: Scheduler;
}

/**
 * Answers on a connection whose bytes are no request, and closes it: what follows cannot be told from what came before.
 * The reply to a whole request that came before, the `last`, is sent first; of one whose body turned out to be none,
 * this is the reply, unless it has had one.
 */
export function answerMalformed(socket: Socket, { text, last, scheduler }: LastAnswer): void {
  // Behind the last reply.
  if (socket.writableEnded) return;
  const isOpen = last !== undefined && !last.closed;
  if (isOpen && last.req.complete) {
    last.once("close", () => {
      answerMalformed(socket, { text, last: undefined, scheduler });
    });
    return;
  }
  if (!socket.writable || (isOpen && last.headersSent)) {
    socket.destroy();
    return;
  }
  const isAnswered = last?.closed === true && !last.req.complete;
  if (!isAnswered) socket.write(text);
  promptClose(socket, scheduler);
}

/** The reply to a problem as it is on the wire. */
export function problemText({ status }: ProtocolProblem, body: string): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}
