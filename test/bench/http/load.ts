import { connect, type Socket } from "node:net";
import { HOST } from "./candidate.js";

/** What is sent, over and over, and what must come back. */
export interface Load {
  readonly port: number;
  /** A whole request, head and body. */
  readonly request: string;
  readonly status: number;
  readonly connections: number;
}

/** How much was answered, in which time. */
export interface Answered {
  readonly replies: number;
  readonly seconds: number;
  /** How long each request took, in milliseconds, in no order. */
  readonly latenciesMs: readonly number[];
}

/** A reply was not what it had to be. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}

/**
 * Keeps one request in flight on each connection for `seconds`; resolves with how many were answered. Rejects at the
 * first reply with another status, and when a connection closes.
 *
 * On bare sockets, parsing no more than status and length: a load generator that speaks all of HTTP costs about as
 * much per request as a bare `node:http` server (autocannon 24 µs where this takes 17 and the server 29), and would
 * hold the fast candidates back.
 */
export async function applyLoad(load: Load, seconds: number): Promise<Answered> {
  const sockets = await Promise.all(Array.from({ length: load.connections }, () => open(load.port)));
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  try {
    const latenciesMs = (await Promise.all(sockets.map((socket) => repeat(socket, load, endMs)))).flat();
    return { replies: latenciesMs.length, seconds: (performance.now() - startMs) / 1000, latenciesMs };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: HOST, noDelay: true }, () => {
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

/** Resolves with the latencies of the requests that were answered. */
function repeat(socket: Socket, { request, status }: Load, endMs: number): Promise<number[]> {
  const head = `HTTP/1.1 ${status} `;
  const bytes = Buffer.from(request);
  return new Promise((resolve, reject) => {
    const latenciesMs: number[] = [];
    let sentMs = performance.now();
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      const length = replyLength(received);
      if (length === undefined || received.length < length) return;
      if (!received.startsWith(head) || received.length > length) {
        reject(new LoadError(`expected one reply with status ${status}, got: ${received.slice(0, 500)}`));
        return;
      }
      received = "";
      const nowMs = performance.now();
      latenciesMs.push(nowMs - sentMs);
      sentMs = nowMs;
      if (nowMs < endMs) socket.write(bytes);
      else resolve(latenciesMs);
    });
    socket.once("close", () => {
      reject(new LoadError("the server closed a connection"));
    });
    socket.write(bytes);
  });
}

const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/**
 * Bytes of the reply that `received` starts with; undefined until its head is there. A reply that does not tell has
 * no body.
 */
function replyLength(received: string): number | undefined {
  const bodyAt = received.indexOf("\r\n\r\n") + 4;
  return bodyAt < 4 ? undefined : bodyAt + Number(LENGTH.exec(received)?.[1] ?? 0);
}
