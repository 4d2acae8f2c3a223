import type { AddressInfo, Socket } from "node:net";
import { Server as NetServer } from "node:net";
import { IncomingMessage, ServerResponse, createServer } from "node:http";
import type { RequestListener, Server } from "node:http";

import type { Express } from "express";

import type { Clock } from "../kernel/ports/clock.js";
import type { Scheduler } from "../kernel/ports/scheduler.js";
import { lingeringClose } from "./lingering-close.js";
import type { ProtocolProblem } from "./malformed.js";
import { ambiguity, answerMalformed, problemOf, problemText } from "./malformed.js";
import { REQUEST_ID_HEADER, requestId } from "./request-id.js";
import { takeTarget } from "./request-target.js";
import { Turns } from "./turns.js";

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
  readonly log?: ((line: RequestLine, request: IncomingMessage) => void) | undefined;
  /** Told of each connection that was given up over what is no request, with the status of its answer. */
  readonly onMalformed?: ((status: number) => void) | undefined;
  /** The body of an answer to what does not reach the application; default `{ error: message }`. */
  readonly problemBody?: ((message: string) => object) | undefined;
  /** Time without a byte either way after which a connection is cut; default two minutes, longer than any poll. */
  readonly silenceMs?: number | undefined;
  /** What to answer in place of the application; undefined lets a request pass. Its target is in origin form. */
  readonly refuse?: ((request: IncomingMessage) => ProtocolProblem | undefined) | undefined;
}

/** Time a client has to send its headers, as in the reference. */
const HEADERS_TIMEOUT_MS = 5_000;
/** Time a client has to send a whole request. */
const REQUEST_TIMEOUT_MS = 60_000;
/** For example because a client does not read. */
const SILENCE_TIMEOUT_MS = 120_000;
/** A client that has been answered may take this long to ask again; as node:http has it. */
const KEEP_ALIVE_MS = 5_000;
/** Of one request: its first line and its header fields, in bytes. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Connections beyond this many are closed at once: files need descriptors, too. */
const MAX_CONNECTIONS = 4_096;

/** A listening application. */
export class HttpServer {
  readonly #server: Server;
  readonly #options: HttpServerOptions;
  readonly #turns = new Turns();
  readonly #sockets = new Set<Socket>();
  readonly #givenUp = new WeakSet<Socket>();
  #stopping = false;

  constructor(app: Express, options: HttpServerOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        ...messageClasses(app),
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: HEADERS_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: MAX_HEADER_BYTES,
        // Answered here, in the application's shape.
        requireHostHeader: false,
      },
      this.#listener(app, options),
    );
    // Fields are limited by their bytes; the ones beyond a number would be dropped in silence.
    this.#server.maxHeadersCount = 0;
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.timeout = options.silenceMs ?? SILENCE_TIMEOUT_MS;
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      // node:http takes its own listener away when a request asks for a tunnel; a reset would end the process.
      socket.on("error", noop);
      // What node:http calls behind the last reply of a connection.
      socket.destroySoon = () => {
        lingeringClose(socket, options.scheduler);
      };
      socket.once("close", () => this.#sockets.delete(socket));
    });
    // A server without TLS has connections of this class.
    this.#server.on("clientError", (fault: Error, socket) => {
      this.#answerMalformed(problemOf(fault), socket as Socket);
    });
    // Nobody listening would cut the connection, and the replies to what came before with it.
    this.#server.on("connect", (_, socket) => {
      this.#refuseTunnel(socket as Socket);
    });
    this.#server.on("checkExpectation", (_, response: ServerResponse) => {
      this.#answerProblem(response, { status: 417, message: "no expectation but 100-continue is met" });
    });
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
      // Not node:http's: it takes connections for idle whose reply has been made but not sent, and cuts them.
      NetServer.prototype.close.call(this.#server, () => {
        resolve();
      });
    });
    for (const socket of this.#sockets) this.#closeWhenIdle(socket);
    const callOff = this.#options.scheduler.after(graceMs, () => {
      // Not node:http's: it no longer knows those that have asked for a tunnel.
      for (const socket of this.#sockets) socket.destroy();
    });
    await closed;
    callOff();
    // Ends its looking after connections.
    this.#server.close();
  }

  #closeWhenIdle(socket: Socket): void {
    if (!this.#turns.isBusy(socket)) socket.destroySoon();
  }

  /** What node:http did for the connection until now is done here: it leaves it to whoever takes the tunnel. */
  #refuseTunnel(socket: Socket): void {
    socket.on("drain", () => this.#turns.current(socket)?.emit("drain"));
    this.#answerMalformed({ status: 400, message: "this server is no proxy" }, socket);
  }

  /** Gives a connection up. Replies that are under way are sent first, but not for ever, whatever else arrives. */
  #answerMalformed(problem: ProtocolProblem | undefined, socket: Socket): void {
    if (problem === undefined) {
      socket.destroy();
      return;
    }
    // Every further packet is reported, too.
    if (this.#givenUp.has(socket)) return;
    this.#givenUp.add(socket);
    const { scheduler, onMalformed } = this.#options;
    onMalformed?.(problem.status);
    const callOff = scheduler.after(this.#server.timeout, () => socket.destroy());
    socket.once("close", callOff);
    const text = problemText(problem, this.#bodyOf(problem));
    answerMalformed(socket, { text, last: this.#turns.last(socket), scheduler });
  }

  #answerProblem(response: ServerResponse, problem: ProtocolProblem): void {
    const body = this.#bodyOf(problem);
    // What the client sends beside is not read.
    const headers = { Connection: "close", "Content-Length": Buffer.byteLength(body) };
    response.writeHead(problem.status, { "Content-Type": "application/json", ...headers }).end(body);
  }

  #bodyOf({ message }: ProtocolProblem): string {
    const { problemBody = (error) => ({ error }) } = this.#options;
    return `${JSON.stringify(problemBody(message))}\n`;
  }

  #listener(app: Express, { clock, idPrefix, log, refuse }: HttpServerOptions): RequestListener {
    return (request, response) => {
      takeTarget(request);
      const id = requestId(request.headers["x-request-id"], idPrefix);
      response.setHeader(REQUEST_ID_HEADER, id);
      // The parser of node:http loses what follows a request that asks for an upgrade in the same packet.
      if (this.#stopping || request.headers.upgrade !== undefined) response.setHeader("Connection", "close");
      if (log !== undefined) logWhenClosed({ request, response, id, clock, log });
      response.once("close", () => {
        if (this.#stopping) this.#closeWhenIdle(request.socket);
      });
      this.#turns.take(request, response, () => {
        const problem = ambiguity(request) ?? refuse?.(request);
        if (problem === undefined) app(request, response);
        else this.#answerProblem(response, problem);
      });
    };
  }
}

function noop(): void {
  // "close" follows every error, and whoever waits for the connection listens to it.
}

interface LoggedExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  readonly clock: Clock;
  readonly log: (line: RequestLine, request: IncomingMessage) => void;
}

function logWhenClosed({ request, response, id, clock, log }: LoggedExchange): void {
  const startedMs = clock.elapsedMs();
  const { method = "", url = "" } = request;
  response.once("close", () => {
    const query = url.indexOf("?");
    const line = {
      requestId: id,
      method,
      path: query === -1 ? url : url.slice(0, query),
      // A reader that went away before the reply was complete got no status worth telling.
      status: response.writableFinished ? response.statusCode : 499,
      durationMs: Math.round((clock.elapsedMs() - startedMs) * 1000) / 1000,
    };
    log(line, request);
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
