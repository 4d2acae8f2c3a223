import type { Exchange } from "./exchange.js";
import type { ParameterRule } from "./read-parameters.js";
import type { RefusalCause } from "./refusal.js";
import type { BodyRules } from "./read-request-body.js";
import type { Alternative, SchemeRule } from "./security.js";
import type { ReplyRules } from "./write-reply.js";

/** A parameter that has one value for all requests of an operation. */
export interface FixedParameter {
  readonly in: "query" | "header";
  readonly name: string;
  readonly value: string;
}

/** Everything the router knows of one operation. */
export interface OperationRule {
  readonly operationId: string;
  readonly method: string;
  /** Path templates that lead here: the contract's path, then its aliases. */
  readonly paths: readonly string[];
  /** What a request must say to be this operation's, where others have the same path and method. */
  readonly fixed?: readonly FixedParameter[];
  readonly security?: readonly Alternative[];
  readonly parameters?: readonly ParameterRule[];
  readonly body?: BodyRules;
  readonly replies: ReplyRules;
  /** Name of the function that fills the error shape of a status; null for a response without content. */
  readonly problems: Readonly<Record<string, string | null>>;
}

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

/** What a generated router hands over. */
export interface RouterRules<Context> {
  /** By the name of the operation's method among handlers and hooks, in the order of the contract. */
  readonly operations: Readonly<Record<string, OperationRule>>;
  /** Where the credential of each security scheme is found. */
  readonly schemes: Readonly<Record<string, SchemeRule>>;
  /** Name of the error shape for refusals that the operation declares no response for; RFC 9457 when absent. */
  readonly fallback?: string;
  readonly options: CommonRouterOptions<Context>;
  /** The objects that the generated types describe, method by method. */
  readonly handlers: object;
  readonly before?: object | undefined;
  readonly security?: object;
  readonly problems?: object;
}
