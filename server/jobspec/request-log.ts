import type { IncomingMessage } from "node:http";

import type { RequestLine } from "../http/server.js";
import type { TraceContext } from "../http/trace-context.js";
import { traceContext } from "../http/trace-context.js";

/** One finished request, with what the daemon knows of it. */
export interface LoggedRequest extends RequestLine, Partial<TraceContext> {
  /** Id of the contract's operation; absent when none took the request. */
  readonly operation?: string;
}

/** Where lines go, and whether they tell of traces. */
export interface RequestLogOptions {
  readonly log: (line: LoggedRequest) => void;
  readonly traces: boolean;
}

/** Completes the lines of the server. */
export class RequestLog {
  readonly #options: RequestLogOptions;
  readonly #operations = new WeakMap<IncomingMessage, string>();

  constructor(options: RequestLogOptions) {
    this.#options = options;
  }

  /** Told of the operation that takes a request. */
  note(request: IncomingMessage, operationId: string): void {
    this.#operations.set(request, operationId);
  }

  /** Takes the line of a request that is over. */
  write(line: RequestLine, request: IncomingMessage): void {
    const operation = this.#operations.get(request);
    const trace = this.#options.traces ? traceContext(request.headers["traceparent"]) : undefined;
    this.#options.log({ ...line, ...(operation === undefined ? {} : { operation }), ...trace });
  }
}
