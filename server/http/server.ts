import type { AddressInfo } from "node:net";
import { IncomingMessage, ServerResponse, createServer } from "node:http";
import type { RequestListener, Server } from "node:http";

import type { Express } from "express";

import type { Clock } from "../kernel/ports/clock.js";
import type { Scheduler } from "../kernel/ports/scheduler.js";
import { REQUEST_ID_HEADER, requestId } from "./request-id.js";

/** One finished request, for the log. No header and no body ever goes here. */
export interface RequestLine {
  readonly requestId: string;
  readonly method: string;
  /** Without the query: some clients put secrets there. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

/** What the server needs beside the application. */
export interface HttpServerOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Starts the ids of requests that bring none; unique per process. */
  readonly idPrefix: string;
  readonly log?: ((line: RequestLine) => void) | undefined;
}

/** Time a client has to send its headers, as in the reference. */
const HEADERS_TIMEOUT_MS = 5_000;
/** Time a client has to send a whole request. */
const REQUEST_TIMEOUT_MS = 60_000;

/** A listening application. */
export class HttpServer {
  readonly #server: Server;
  readonly #scheduler: Scheduler;
  #stopping = false;

  constructor(app: Express, options: HttpServerOptions) {
    this.#scheduler = options.scheduler;
    this.#server = createServer(
      {
        ...messageClasses(app),
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: HEADERS_TIMEOUT_MS,
      },
      this.#listener(app, options),
    );
  }

  /** Listens and resolves with the port; rejects with the system's error, such as `EADDRINUSE`. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        // A TCP server has an address object once it listens.
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Takes no new connections, answers what has arrived, and cuts whoever is not done after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeIdleConnections();
    const callOff = this.#scheduler.after(graceMs, () => {
      this.#server.closeAllConnections();
    });
    await closed;
    callOff();
  }

  #listener(app: Express, { clock, idPrefix, log }: HttpServerOptions): RequestListener {
    return (request, response) => {
      const id = requestId(request.headers["x-request-id"], idPrefix);
      response.setHeader(REQUEST_ID_HEADER, id);
      if (this.#stopping) response.setHeader("Connection", "close");
      if (log !== undefined) logWhenClosed({ request, response, id, clock, log });
      response.once("close", () => {
        if (this.#stopping) this.#server.closeIdleConnections();
      });
      app(request, response);
    };
  }
}

interface LoggedExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  readonly clock: Clock;
  readonly log: (line: RequestLine) => void;
}

function logWhenClosed({ request, response, id, clock, log }: LoggedExchange): void {
  const startedMs = clock.elapsedMs();
  const { method = "", url = "" } = request;
  response.once("close", () => {
    const query = url.indexOf("?");
    log({
      requestId: id,
      method,
      path: query === -1 ? url : url.slice(0, query),
      // A reader that went away before the reply was complete got no status worth telling.
      status: response.writableFinished ? response.statusCode : 499,
      durationMs: Math.round((clock.elapsedMs() - startedMs) * 1000) / 1000,
    });
  });
}

/**
 * Classes of messages that have Express's prototypes from the start.
 *
 * Express sets the prototype of both messages on every request, which takes two thirds of its time and spoils the
 * engine's caches; setting what is set already costs nothing. They are derived classes, since only instances of such
 * are made with room for the fields that node:http adds; others are moved to a bigger table several times.
 */
function messageClasses(app: Express) {
  class Request extends IncomingMessage {}
  class Response extends ServerResponse<Request> {}
  // A class keeps the prototype it was made with: Express's comes behind it, and the application is told of it.
  Object.setPrototypeOf(Request.prototype, app.request);
  Object.setPrototypeOf(Response.prototype, app.response);
  Object.assign(app, { request: Request.prototype, response: Response.prototype });
  return { IncomingMessage: Request, ServerResponse: Response };
}
