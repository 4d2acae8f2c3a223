import type { Issue } from "./issue.js";

/** Why the router, and not a handler, answers. */
export type RefusalKind =
  | "not-found"
  | "method-not-allowed"
  | "unauthorized"
  | "invalid-request"
  | "malformed-body"
  | "unsupported-media-type"
  | "body-too-large"
  | "not-implemented"
  | "failure";

/** A request that the router answers itself, with the status that the operation declares for the kind. */
export interface Refusal {
  /** Absent when the path is not of the contract. */
  readonly operationId?: string;
  readonly status: number;
  readonly kind: RefusalKind;
  /** A sentence for the caller; it never tells of the inside of the server. */
  readonly message: string;
  /** Each fault of the request, with the part of it (`body`, `query` ...) and a JSON Pointer into that part. */
  readonly issues: readonly RequestIssue[];
  /** The parsed body, once there is one. */
  readonly body?: unknown;
}

/** One fault of a request. */
export interface RequestIssue extends Issue {
  readonly in: "body" | "path" | "query" | "header" | "cookie";
}

/** A refusal before its status is chosen. */
export type RefusalCause = Pick<Refusal, "kind" | "message"> &
  Partial<Pick<Refusal, "issues" | "body">> & {
    /** Headers that HTTP asks for in such a reply, declared by the contract or not. */
    readonly headers?: Readonly<Record<string, string>>;
  };

/** The cause for a body with faults, whose paths lead into it. */
export function invalidBody(faults: readonly Issue[]): RefusalCause {
  const issues = faults.map((issue) => ({ ...issue, in: "body" as const }));
  const message = issues.map((issue) => `body${issue.path} ${issue.message}`).join("; ");
  return { kind: "invalid-request", message, issues };
}

/**
 * Statuses for each kind, best first (RFC 9110 section 15.5; 422 is how many contracts name a request that fails its
 * schema).
 */
export const STATUSES: Readonly<Record<RefusalKind, readonly number[]>> = {
  "not-found": [404],
  "method-not-allowed": [405],
  unauthorized: [401, 403],
  "invalid-request": [400, 422],
  "malformed-body": [400, 422],
  "unsupported-media-type": [415],
  "body-too-large": [413],
  "not-implemented": [501],
  failure: [500],
};

/** Status for a kind that its operation declares in no other way: the shape of a bad request is better than none. */
const LAST_RESORT: Partial<Record<RefusalKind, number>> = { "unsupported-media-type": 400, "body-too-large": 400 };

/** Gives the body of a refusal in one shape of the contract; undefined for a response without content. */
export type Problem = ((refusal: Refusal) => unknown) | undefined;

/** Shapes of an operation's error responses, by status, range (`4XX`) or `default`. */
export type Problems = Readonly<Record<string, Problem>>;

/**
 * The declared status for a refusal and the shape of its body; undefined when the operation declares none that fits.
 */
export function chooseProblem(problems: Problems, kind: RefusalKind): { status: number; problem: Problem } | undefined {
  const statuses = STATUSES[kind];
  const exact = statuses.find((status) => status in problems);
  if (exact !== undefined) return { status: exact, problem: problems[exact] };
  const [status = 500] = statuses;
  const range = [`${Math.floor(status / 100)}XX`, "default"].find((pattern) => pattern in problems);
  if (range !== undefined) return { status, problem: problems[range] };
  const last = LAST_RESORT[kind];
  return last !== undefined && last in problems ? { status: last, problem: problems[last] } : undefined;
}

/** Thrown to a handler that reads a part of the request which is not what the contract says. */
export class RefusedRequestError extends Error {
  override readonly name = "RefusedRequestError";
  readonly refusal: RefusalCause;

  constructor(refusal: RefusalCause) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Thrown by a handler that is still to be written. */
export class NotImplementedError extends Error {
  override readonly name = "NotImplementedError";
}

/** A handler of any operation that answers 501 in the shape that the contract has for it. */
export function notImplemented(): never {
  throw new NotImplementedError("not implemented");
}
