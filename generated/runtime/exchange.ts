import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** One request and its response, as the host (Express or `node:http`) gave them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the connection closes before the reply is out. Made on first use. */
  readonly signal: AbortSignal;
}

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** Path as it was asked for, without the query, below the point where the router is mounted. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Address of the peer of the connection; undefined once it is closed. */
  readonly remoteAddress: string | undefined;
}

/** A handler of Express, or of anything else that routes pairs of `node:http`. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** Pairs a request with its response. */
export function createExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  return new HttpExchange(request, response);
}

class HttpExchange implements Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
  }

  get signal(): AbortSignal {
    this.#signal ??= signalOf(this.response);
    return this.#signal;
  }
}

function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const close = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.closed) close();
  else response.once("close", close);
  return controller.signal;
}
