import type { Exchange } from "./exchange.js";
import type { RefusalCause } from "./refusal.js";

/** What a security function is told beside the credential. */
export interface SecurityCheck<Context> {
  readonly operationId: string;
  /** Scopes that the operation asks of this scheme (OpenAPI 3.1 section 4.8.30). */
  readonly scopes: readonly string[];
  readonly context: Context;
}

/** Decides on a credential. Only `true` lets the request pass. */
export type VerifyCredential<Context> = (
  credential: string,
  check: SecurityCheck<Context>,
) => boolean | Promise<boolean>;

/** A check of requests beside the router's own; a cause refuses the request in the contract's shape. */
export type ValidateRequest = (exchange: Exchange) => Promise<RefusalCause | undefined>;

/** Options that the routers of all contracts share. */
export interface CommonRouterOptions<Context> {
  /**
   * Makes what handlers and hooks are given beside the request. Called once per request to an operation, before
   * anything is checked.
   */
  context(exchange: Exchange, operationId: string): Context;
  /** Largest request body in bytes; 1 MiB when absent. */
  readonly bodyLimitBytes?: number;
  /** False leaves replies unchecked. They are checked when absent. */
  readonly validateReplies?: boolean;
  /** Comes behind security and before the router's own checks; a body that it reads it leaves at `request.body`. */
  readonly validate?: ValidateRequest;
  /**
   * What happens to paths outside of the contract: `next()` of the host (`pass`, when absent), or a 404 in the
   * contract's shape.
   */
  readonly unknownPaths?: "pass" | "refuse";
  /**
   * What happens to HEAD and OPTIONS where they are not declared: HEAD is GET without the body and OPTIONS tells the
   * methods, as HTTP has it (`answer`, when absent), or both are methods like any other (`refuse`).
   */
  readonly impliedMethods?: "answer" | "refuse";
  /** Told of every request that ended in a 500 or in a cut connection, so that it can be logged. */
  onFailure?(failure: Failure<Context>): void;
}

/** A request that failed on our side: a handler threw, or gave a reply outside of the contract. */
export interface Failure<Context> {
  readonly error: unknown;
  readonly operationId: string;
  readonly exchange: Exchange;
  readonly context: Context;
}
