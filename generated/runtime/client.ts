import type { Issue } from "./issue.js";

/** Tells whether a value is what a schema says; emitted from the contract. */
export type Check = (value: unknown) => boolean;

/** Says what is wrong with a value that a check refuses. */
export type Explain = (check: Check, value: unknown) => readonly Issue[];

/** Why a call gave no reply that the contract declares. */
export type TransportErrorCode =
  /** No reply, or not all of it: the server was not reached, or the connection broke. */
  | "network"
  /** `timeoutMs` went by. */
  | "timeout"
  /** The caller's signal was aborted. */
  | "aborted"
  /** The request could not be written: a part of it has no form that HTTP carries, or a credential was not given. */
  | "unsendable"
  | "undeclared-status"
  | "undeclared-content-type"
  /** The body is not of its media type, such as JSON that does not parse. */
  | "malformed-body"
  /** The body, or an item of a stream, is not what the contract's schema says. */
  | "invalid-body"
  /** A header that the contract declares is missing, or not what its schema says. */
  | "invalid-header";

export interface TransportErrorDetails {
  readonly code: TransportErrorCode;
  /** Status of the reply, when there was one. */
  readonly status?: number | undefined;
  /** What is wrong with a body or header that is not what its schema says; only from clients that can `explain`. */
  readonly issues?: readonly Issue[] | undefined;
  readonly cause?: unknown;
}

/** The only error of a call: everything that the contract declares, errors included, is a reply. */
export class TransportError extends Error implements TransportErrorDetails {
  override readonly name = "TransportError";
  declare readonly code: TransportErrorCode;
  declare readonly status: number | undefined;
  declare readonly issues: readonly Issue[] | undefined;

  constructor(message: string, details: TransportErrorDetails) {
    super(message, details);
    Object.assign(this, details);
  }
}

/** What proves who calls: the text itself, such as a token, or a function that is asked for it at each call. */
export type Credential = string | (() => string | Promise<string>);

/** The part of `fetch` that calls use; wrap it for retries, logs, proxies or tests. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ClientOptions<Credentials extends object = object> {
  /** Where the paths of the contract begin: `https://api.example.com/base`. */
  readonly baseUrl: string;
  /** By name of security scheme. A call uses the first alternative of its operation whose credentials are all here. */
  readonly credentials?: Credentials;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Milliseconds until a call fails unless its reply is complete, or its stream has begun; at most 2 ** 31 - 1. 0, the
   * default, is no limit.
   */
  readonly timeoutMs?: number;
  /** The platform's own by default. */
  readonly fetch?: Fetch;
  /** Gives errors their `issues`: the `explain` of client-explain.js. Left out, a bundle holds no messages. */
  readonly explain?: Explain;
}

/** A server to call: the first argument of every operation's function. */
export type Client<Credentials extends object = object> = ClientOptions<Credentials>;

/** What one call may add to or replace of its client's options. */
export interface CallOptions {
  /** Ends the call, and the stream that it gave, with a `TransportError` of code `aborted`. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Win over the client's and over those of the operation. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: Fetch;
}

/** A client of the server at `baseUrl`. Holds no connection and needs no end. */
export function createClient<Credentials extends object = object>(
  options: ClientOptions<Credentials>,
): Client<Credentials> {
  return { ...options, baseUrl: options.baseUrl.replace(/\/+$/, "") };
}
