import type { ServerResponse } from "node:http";
import type { Exchange } from "./exchange.js";

/** The bytes of an item; throws when the item may not be sent. */
export type Encode = (item: unknown) => string | Uint8Array;

/** A reply whose body is made while it is sent. */
export interface StreamedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** An `AsyncIterable`; anything else is an error of the handler. */
  readonly items: unknown;
  readonly encode: Encode;
}

/**
 * Sends items as fast as the reader takes them, and stops their source when the reader goes away. Rejects when the
 * source or `encode` throws; the connection is then cut, so that the reader cannot take the part it got for the
 * whole.
 */
export async function writeStream(
  { request, response }: Exchange,
  { status, headers, items, encode }: StreamedReply,
): Promise<void> {
  // Throws for what is not iterable, before a byte is sent.
  const iterator = (items as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const gate = new Gate(response);
  response.writeHead(status, headers).flushHeaders();
  if (request.method === "HEAD") {
    response.end();
    return void iterator.return?.().then(undefined, () => undefined);
  }
  try {
    for (;;) {
      const next = await gate.orClosed(iterator.next());
      if (next === undefined || next.done === true) break;
      if (!response.write(encode(next.value))) await gate.drained();
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    // Not awaited: a source that never wakes up must not hold on to the request.
    void iterator.return?.().then(undefined, () => undefined);
  }
}

/** Waits that end when the connection closes. One listener for the whole stream, so that long streams leak nothing. */
class Gate {
  readonly #response: ServerResponse;
  #wake: (() => void) | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    const wake = (): void => this.#wake?.();
    response.on("close", wake).on("drain", wake);
  }

  /** The value, or undefined once the connection is closed. */
  orClosed<Value>(value: Promise<Value>): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      value.then(resolve, reject);
      if (this.#response.closed) resolve(undefined);
      this.#wake = () => {
        if (this.#response.closed) resolve(undefined);
      };
    });
  }

  drained(): Promise<void> {
    if (this.#response.closed || !this.#response.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
