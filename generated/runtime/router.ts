import type { IncomingMessage, ServerResponse } from "node:http";
import { bindRules, type BoundRules, type Operation } from "./bind-operations.js";
import { createExchange, type Exchange, type RequestHandler, type RequestHead } from "./exchange.js";
import { readRequestBody } from "./read-request-body.js";
import { refuse } from "./refuse.js";
import { NotImplementedError, RefusedRequestError, type RefusalCause, type RequestIssue } from "./refusal.js";
import type { CommonRouterOptions } from "./router-options.js";
import type { RouterRules } from "./router-rules.js";
import { isAuthorized } from "./security.js";
import { chooseTarget, createMatcher, findTarget, readGroups, type Methods, type Target } from "./targets.js";
import { writeReply, type ReplyValue } from "./write-reply.js";

const DEFAULT_BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * Routes requests to operations: path, method, hook, security, parameters, body, handler, check of the reply, in this
 * order.
 */
export function createRouter<Context>(rules: RouterRules<Context>): RequestHandler {
  const bound = bindRules(rules);
  const { options } = rules;
  const matcher = createMatcher(bound.operations);
  const refuseUnknown = options.unknownPaths === "refuse";
  const answersImplied = options.impliedMethods !== "refuse";
  return (request, response, next) => {
    const path = pathOf(request.url ?? "/");
    const match = matcher.find(path);
    if (match === undefined && !refuseUnknown) return next();
    const exchange = createExchange(request, response);
    const { method = "" } = request;
    const isImplied = answersImplied && match?.leaf.has(method) === false;
    if (isImplied && method === "OPTIONS") return answerOptions(response, match.leaf);
    const target = findTarget(match?.leaf.get(isImplied && method === "HEAD" ? "GET" : method), request);
    if (match === undefined || target === undefined) {
      const cause = unmatched(match?.leaf, { method, answersImplied });
      return refuse({ bound, options, exchange, operation: anyOperation(match?.leaf) }, cause);
    }
    const start = (chosen: Target<Context>): void => {
      const { operation } = chosen;
      const call = {
        bound,
        options,
        exchange,
        operation,
        context: options.context(exchange, operation.rule.operationId),
      };
      run(call, { path, target: chosen, values: match.values }).catch((error: unknown) => fail(call, error));
    };
    if (findTarget(target.next, request) === undefined) return start(target);
    const bodyLimitBytes = options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES;
    const chosen = chooseTarget(target, { request, values: match.values, bodyLimitBytes });
    // What went wrong with choosing goes wrong again, and is reported, on the way through the operation.
    void chosen.catch(() => target).then(start);
  };
}

/** One request on its way through an operation. */
interface Call<Context> {
  readonly bound: BoundRules<Context>;
  readonly options: CommonRouterOptions<Context>;
  readonly exchange: Exchange;
  readonly operation: Operation<Context>;
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
  const { operation, exchange, context, bound, options } = call;
  const { rule } = operation;
  if (operation.before !== undefined) {
    const early = await operation.before(headOf(exchange.request, matched.path), context);
    if (early !== undefined) return send(call, early);
  }
  if (operation.security !== undefined) {
    const asked = { exchange, context, operationId: rule.operationId };
    const verdict = isAuthorized(operation.security, bound.schemes, asked);
    if (!(typeof verdict === "boolean" ? verdict : await verdict)) {
      return refuse(call, { kind: "unauthorized", message: "the credentials are missing or wrong" });
    }
  }
  if (options.validate !== undefined) {
    const refusal = await options.validate(exchange);
    if (refusal !== undefined) return refuse(call, refusal);
  }
  const issues: RequestIssue[] = [];
  const { request: message } = exchange;
  const read = { request: message, names: matched.target.names, values: matched.values };
  const groups = rule.parameters === undefined ? undefined : readGroups(rule.parameters, read, issues);
  let request: object = groups ?? {};
  if (rule.body !== undefined) {
    const body = await readRequestBody(exchange.request, rule.body, options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES);
    if (body === "aborted") return;
    if ("refusal" in body)
      return refuse(call, { ...body.refusal, issues: [...issues, ...(body.refusal.issues ?? [])] });
    request = groups === undefined ? body.members : { ...groups, ...body.members };
  }
  if (issues.length > 0) return refuse(call, { kind: "invalid-request", message: describe(issues), issues });
  const reply = operation.handle(request, context);
  return send(call, "then" in reply ? await reply : reply);
}

function headOf(request: IncomingMessage, path: string): RequestHead {
  return { method: request.method ?? "", path, headers: request.headers, remoteAddress: request.socket.remoteAddress };
}

function describe(issues: readonly RequestIssue[]): string {
  return issues.map((issue) => `${issue.in}${issue.path} ${issue.message}`).join("; ");
}

function send<Context>({ options, exchange, operation }: Call<Context>, reply: ReplyValue): Promise<void> | void {
  return writeReply(exchange, operation.rule.replies, { reply, validate: options.validateReplies !== false });
}

function fail<Context>(call: Call<Context>, error: unknown): void {
  const { options, exchange, operation, context } = call;
  if (error instanceof NotImplementedError) return refuse(call, { kind: "not-implemented", message: error.message });
  if (error instanceof RefusedRequestError && !exchange.response.headersSent) return refuse(call, error.refusal);
  options.onFailure?.({ error, operationId: operation.rule.operationId, exchange, context });
  if (exchange.response.headersSent) exchange.response.destroy();
  else refuse(call, { kind: "failure", message: "internal server error" });
}

/** RFC 9110 section 9.3.7. */
function answerOptions(response: ServerResponse, methods: ReadonlyMap<string, unknown>): void {
  response.writeHead(204, { Allow: allowed(methods, true) }).end();
}

/** The value of `Allow`. */
function allowed(methods: ReadonlyMap<string, unknown>, answersImplied: boolean): string {
  const implied = [...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"];
  return [...new Set([...methods.keys(), ...(answersImplied ? implied : [])])].join(", ");
}

function unmatched(
  methods: ReadonlyMap<string, unknown> | undefined,
  { method, answersImplied }: { method: string; answersImplied: boolean },
): RefusalCause {
  if (methods === undefined || methods.has(method)) return { kind: "not-found", message: "not found" };
  return {
    kind: "method-not-allowed",
    message: "method not allowed",
    headers: { Allow: allowed(methods, answersImplied) },
  };
}

/** The operation whose declared 405 stands for a path. */
function anyOperation<Context>(methods: Methods<Context> | undefined): Operation<Context> | undefined {
  const found = [...(methods?.values() ?? [])].map((target) => target.operation);
  return found.find(({ problems }) => "405" in problems) ?? found[0];
}
