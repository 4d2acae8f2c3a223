import type { ParameterRule } from "./read-parameters.js";
import type { BodyRules } from "./read-request-body.js";
import type { CommonRouterOptions } from "./router-options.js";
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
