import type { BoundRules, Operation } from "./bind-operations.js";
import type { Exchange } from "./exchange.js";
import { chooseProblem, STATUSES, type Problem, type Refusal, type RefusalCause } from "./refusal.js";
import type { CommonRouterOptions } from "./router-options.js";
import { findRule, writeReply, type ReplyRule, type ReplyRules, type ReplyValue } from "./write-reply.js";

/** What is known when the router answers by itself; no operation when the path is not of the contract. */
export interface Refusing<Context> {
  readonly bound: BoundRules<Context>;
  readonly options: CommonRouterOptions<Context>;
  readonly exchange: Exchange;
  readonly operation: Operation<Context> | undefined;
}

/** Sends a refusal in the shape that the operation declares for it, checked like any other reply. */
export function refuse<Context>(refusing: Refusing<Context>, { headers: asked, ...cause }: RefusalCause): void {
  const { bound, options, exchange, operation } = refusing;
  if (exchange.response.destroyed) return;
  const chosen = chooseProblem(operation?.problems ?? {}, cause.kind);
  const status = chosen?.status ?? STATUSES[cause.kind][0] ?? 500;
  const own = operation === undefined ? {} : { operationId: operation.rule.operationId };
  const refusal: Refusal = { ...own, ...cause, status, issues: cause.issues ?? [] };
  const close: Record<string, string> = exchange.request.complete ? {} : { Connection: "close" };
  const headers = { ...asked, ...(status === 401 ? challenge(refusing) : {}), ...close };
  const replies = operation?.rule.replies ?? {};
  const shared = shareHeaders(findRule(replies, status), headers);
  try {
    if (chosen === undefined || shared === undefined) {
      writeUndeclared(exchange, { refusal, headers, problem: bound.fallback ?? problemDetails });
    } else {
      const reply = {
        ...declaredReply(replies, { status, problem: chosen.problem, refusal }),
        headers: shared.declared,
      };
      const validate = options.validateReplies !== false;
      const written = writeReply(exchange, replies, { reply, headers: shared.others, validate });
      written?.catch(() => giveUp(exchange));
    }
  } catch {
    giveUp(exchange);
  }
}

interface SharedHeaders {
  /** By the names that the contract gives them. */
  readonly declared: Readonly<Record<string, string>>;
  readonly others: Readonly<Record<string, string>>;
}

/** The router's headers apart; undefined where the response requires others, which only a handler could give. */
function shareHeaders(
  rule: ReplyRule | undefined,
  headers: Readonly<Record<string, string>>,
): SharedHeaders | undefined {
  const others = { ...headers };
  const declared: Record<string, string> = {};
  for (const { name, required } of rule?.headers ?? []) {
    const own = Object.keys(others).find((key) => key.toLowerCase() === name.toLowerCase());
    if (own === undefined && required === true) return undefined;
    if (own === undefined) continue;
    declared[name] = others[own] ?? "";
    Reflect.deleteProperty(others, own);
  }
  return { declared, others };
}

/** The mapping itself is at fault; there is no shape left to say it in. */
function giveUp({ response }: Exchange): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { "Content-Length": "0" }).end();
}

interface Declared {
  readonly status: number;
  readonly problem: Problem;
  readonly refusal: Refusal;
}

function declaredReply(replies: ReplyRules, { status, problem, refusal }: Declared): ReplyValue {
  if (problem === undefined) return { status };
  const content = findRule(replies, status)?.content ?? [];
  const json = content.find((media) => media.kind === "json");
  return {
    status,
    body: problem(refusal),
    ...(content.length > 1 && json !== undefined ? { contentType: json.type } : {}),
  };
}

function challenge<Context>({ bound, operation }: Refusing<Context>): Record<string, string> {
  const names = (operation?.security ?? []).flatMap((alternative) => Object.keys(alternative));
  const challenges = names.map((name) => bound.schemes[name]?.challenge).filter((text) => text !== undefined);
  return challenges.length === 0 ? {} : { "WWW-Authenticate": [...new Set(challenges)].join(", ") };
}

interface Undeclared {
  readonly refusal: Refusal;
  readonly headers: Readonly<Record<string, string>>;
  readonly problem: (refusal: Refusal) => unknown;
}

/** The operation has no response for this: its status is told as it is, in the contract's usual shape. */
function writeUndeclared({ response }: Exchange, { refusal, headers, problem }: Undeclared): void {
  const text = `${JSON.stringify(problem(refusal))}\n`;
  const type = problem === problemDetails ? "application/problem+json" : "application/json";
  const length = String(Buffer.byteLength(text));
  response.writeHead(refusal.status, { ...headers, "Content-Type": type, "Content-Length": length }).end(text);
}

/** RFC 9457, for contracts that declare no error shape at all. */
function problemDetails({ status, kind, message, issues }: Refusal): unknown {
  return { type: "about:blank", status, title: kind, detail: message, ...(issues.length === 0 ? {} : { issues }) };
}
