import type { IncomingMessage, ServerResponse } from "node:http";
import { createExchange, type Exchange, type RequestHead } from "./exchange.js";
import { expressionNames, PathMatcher } from "./path-matcher.js";
import { readParameters, type ParameterRule } from "./read-parameters.js";
import { readRequestBody, type BodyRules } from "./read-request-body.js";
import { refuse } from "./refuse.js";
import type { Problem, Problems, RefusalCause, RequestIssue } from "./refusal.js";
import { isAuthorized, type Alternative, type SecurityRule } from "./security.js";
import { writeReply, type ReplyRules, type ReplyValue } from "./write-reply.js";

type Awaitable<Value> = Value | Promise<Value>;

/** Everything the router knows of one operation. The generated code fills it in; its types are checked there. */
export interface OperationRule<Context> {
  readonly operationId: string;
  readonly method: string;
  /** Path templates that lead here: the contract's path, then its aliases. */
  readonly paths: readonly string[];
  readonly before?: ((head: RequestHead, context: Context) => Awaitable<ReplyValue | undefined>) | undefined;
  readonly security?: readonly Alternative[];
  readonly parameters?: readonly ParameterRule[];
  readonly body?: BodyRules;
  readonly handle: (request: never, context: Context) => Awaitable<ReplyValue>;
  readonly replies: ReplyRules;
  readonly problems: Problems;
}

/** Options that the routers of all contracts share. */
export interface CommonRouterOptions<Context> {
  /** Makes what handlers and hooks are given beside the request. Called once per request, before anything is checked. */
  context(exchange: Exchange): Context;
  /** Largest request body in bytes; 1 MiB when absent. */
  readonly bodyLimitBytes?: number;
  /** False leaves replies unchecked. They are checked when absent. */
  readonly validateReplies?: boolean;
  /** What happens to paths outside of the contract: `next()` of the host (`pass`, when absent), or a 404 in the contract's shape. */
  readonly unknownPaths?: "pass" | "refuse";
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
  readonly operations: readonly OperationRule<Context>[];
  readonly schemes: Readonly<Record<string, SecurityRule<Context>>>;
  /** Shape for refusals that the operation declares no response for; RFC 9457 when absent. */
  readonly fallback?: Problem;
  readonly options: CommonRouterOptions<Context>;
}

/** A handler of Express, or of anything else that routes pairs of `node:http`. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

const DEFAULT_BODY_LIMIT_BYTES = 1024 * 1024;

/** Routes requests to operations: path, method, hook, security, parameters, body, handler, check of the reply, in this order. */
export function createRouter<Context>(rules: RouterRules<Context>): RequestHandler {
  const matcher = new PathMatcher<Map<string, Target<Context>>>();
  for (const rule of rules.operations) {
    for (const path of rule.paths) {
      const methods = matcher.add(path, () => new Map());
      if (!methods.has(rule.method)) methods.set(rule.method, { rule, names: expressionNames(path) });
    }
  }
  const refuseUnknown = rules.options.unknownPaths === "refuse";
  return (request, response, next) => {
    const path = pathOf(request.url ?? "/");
    const match = matcher.find(path);
    if (match === undefined && !refuseUnknown) return next();
    const exchange = createExchange(request, response);
    const target = match?.leaf.get(request.method ?? "");
    if (match === undefined || target === undefined) {
      return refuse({ rules, exchange, rule: anyRule(match?.leaf) }, unmatched(match?.leaf));
    }
    const call = { rules, exchange, rule: target.rule, context: rules.options.context(exchange) };
    run(call, { path, target, values: match.values }).catch((error: unknown) => fail(call, error));
  };
}

interface Target<Context> {
  readonly rule: OperationRule<Context>;
  readonly names: readonly string[];
}

interface Call<Context> {
  readonly rules: RouterRules<Context>;
  readonly exchange: Exchange;
  readonly rule: OperationRule<Context>;
  readonly context: Context;
}

interface Matched<Context> {
  readonly path: string;
  readonly target: Target<Context>;
  readonly values: readonly string[];
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

async function run<Context>(call: Call<Context>, matched: Matched<Context>): Promise<void> {
  const { rule, exchange, context, rules } = call;
  const early = await rule.before?.(headOf(exchange.request, matched.path), context);
  if (early !== undefined) return send(call, early);
  if (rule.security !== undefined) {
    const passes = await isAuthorized(rule.security, rules.schemes, { exchange, context, operationId: rule.operationId });
    if (!passes) return refuse(call, { kind: "unauthorized", message: "the credentials are missing or wrong" });
  }
  const issues: RequestIssue[] = [];
  const request: Record<string, unknown> = rule.parameters === undefined ? {} : readGroups(rule.parameters, { call, matched, issues });
  if (rule.body !== undefined) {
    const body = await readRequestBody(exchange.request, rule.body, rules.options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES);
    if (body === "aborted") return;
    if ("refusal" in body) return refuse(call, { ...body.refusal, issues: [...issues, ...(body.refusal.issues ?? [])] });
    Object.assign(request, body.members);
  }
  if (issues.length > 0) return refuse(call, { kind: "invalid-request", message: describe(issues), issues });
  return send(call, await rule.handle(request as never, context)); // checked against the types that the handler declares
}

function headOf(request: IncomingMessage, path: string): RequestHead {
  return { method: request.method ?? "", path, headers: request.headers, remoteAddress: request.socket.remoteAddress };
}

interface ParameterReading<Context> {
  readonly call: Call<Context>;
  readonly matched: Matched<Context>;
  readonly issues: RequestIssue[];
}

function readGroups<Context>(rules: readonly ParameterRule[], { call, matched, issues }: ParameterReading<Context>): Record<string, unknown> {
  const { request } = call.exchange;
  const path = new Map(matched.target.names.map((name, index) => [name, matched.values[index] ?? ""]));
  const query = /\?([^#]*)/.exec(request.url ?? "")?.[1] ?? "";
  return readParameters(rules, { path, query, header: (name) => headerText(request, name) }, issues);
}

function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : value;
}

function describe(issues: readonly RequestIssue[]): string {
  return issues.map((issue) => `${issue.in}${issue.path} ${issue.message}`).join("; ");
}

function send<Context>(call: Call<Context>, reply: ReplyValue): Promise<void> | void {
  const { rules, exchange, rule } = call;
  return writeReply(exchange, rule.replies, { reply, validate: rules.options.validateReplies !== false });
}

function fail<Context>(call: Call<Context>, error: unknown): void {
  const { rules, exchange, rule, context } = call;
  rules.options.onFailure?.({ error, operationId: rule.operationId, exchange, context });
  if (exchange.response.headersSent) exchange.response.destroy();
  else refuse(call, { kind: "failure", message: "internal server error" });
}

function unmatched(methods: ReadonlyMap<string, unknown> | undefined): RefusalCause {
  if (methods === undefined) return { kind: "not-found", message: "not found" };
  return { kind: "method-not-allowed", message: "method not allowed", headers: { Allow: [...methods.keys()].join(", ") } };
}

/** The operation whose declared 405 stands for a path. */
function anyRule<Context>(methods: ReadonlyMap<string, Target<Context>> | undefined): OperationRule<Context> | undefined {
  const found = [...(methods?.values() ?? [])].map((target) => target.rule);
  return found.find((rule) => "405" in rule.problems) ?? found[0];
}
