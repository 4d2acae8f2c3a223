import { BareConnection, LoadError } from "./bare-connection.js";

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

/**
 * Keeps one request in flight on each connection for `seconds`; resolves with how many were answered. Rejects at the
 * first reply with another status, and when a connection closes.
 */
export function applyLoad(load: Load, seconds: number): Promise<Answered> {
  return withConnections(load, async (connections) => {
    const startMs = performance.now();
    const endMs = startMs + seconds * 1000;
    const latenciesMs = (await Promise.all(connections.map((one) => repeat(one, load, endMs)))).flat();
    return { replies: latenciesMs.length, seconds: (performance.now() - startMs) / 1000, latenciesMs };
  });
}

/** Opens connections for as long as `use` takes. */
export async function withConnections<Result>(
  { port, connections: count }: Pick<Load, "port" | "connections">,
  use: (connections: readonly BareConnection[]) => Promise<Result>,
): Promise<Result> {
  const connections = await Promise.all(Array.from({ length: count }, () => BareConnection.open(port)));
  try {
    return await use(connections);
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** Resolves with the latencies of the requests that were answered. */
function repeat(connection: BareConnection, { request, status }: Load, endMs: number): Promise<number[]> {
  const bytes = Buffer.from(request);
  return new Promise((resolve, reject) => {
    const latenciesMs: number[] = [];
    let sentMs = performance.now();
    const send = (): void => {
      connection.send(
        bytes,
        (reply) => {
          if (reply.status !== status) {
            reject(new LoadError(`expected status ${status}, got: ${reply.text.slice(0, 500)}`));
            return;
          }
          const nowMs = performance.now();
          latenciesMs.push(nowMs - sentMs);
          sentMs = nowMs;
          if (nowMs < endMs) send();
          else resolve(latenciesMs);
        },
        reject,
      );
    };
    send();
  });
}
