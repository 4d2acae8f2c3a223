import type { Exchange } from "./exchange.js";
import { chooseProblem, STATUSES, type Problem, type Refusal, type RefusalCause } from "./refusal.js";
import type { OperationRule, RouterRules } from "./router.js";
import { findRule, writeReply, type ReplyValue } from "./write-reply.js";

/** What is known when the router answers by itself; no rule when the path is not of the contract. */
export interface Refusing<Context> {
  readonly rules: RouterRules<Context>;
  readonly exchange: Exchange;
  readonly rule: OperationRule<Context> | undefined;
}

/** Sends a refusal in the shape that the operation declares for it, checked like any other reply. */
export function refuse<Context>(refusing: Refusing<Context>, { headers: own, ...cause }: RefusalCause): void {
  const { rules, exchange, rule } = refusing;
  if (exchange.response.destroyed) return;
  const chosen = chooseProblem(rule?.problems ?? {}, cause.kind);
  const status = chosen?.status ?? STATUSES[cause.kind][0] ?? 500;
  const operation = rule === undefined ? {} : { operationId: rule.operationId };
  const refusal: Refusal = { ...operation, ...cause, status, issues: cause.issues ?? [] };
  const headers = { ...own, ...(status === 401 ? challenge(refusing) : {}), ...(exchange.request.complete ? {} : { Connection: "close" }) };
  try {
    if (chosen === undefined || rule === undefined) writeUndeclared(exchange, { refusal, headers, problem: rules.fallback ?? problemDetails });
    else {
      const reply = declaredReply(rule, { status, problem: chosen.problem, refusal });
      void writeReply(exchange, rule.replies, { reply, headers, validate: rules.options.validateReplies !== false });
    }
  } catch {
    // The mapping itself is at fault; there is no shape left to say it in.
    exchange.response.writeHead(500, { "Content-Length": "0" }).end();
  }
}

interface Declared {
  readonly status: number;
  readonly problem: Problem;
  readonly refusal: Refusal;
}

function declaredReply<Context>(rule: OperationRule<Context>, { status, problem, refusal }: Declared): ReplyValue {
  if (problem === undefined) return { status };
  const content = findRule(rule.replies, status)?.content ?? [];
  const json = content.find((media) => media.kind === "json");
  return { status, body: problem(refusal), ...(content.length > 1 && json !== undefined ? { contentType: json.type } : {}) };
}

function challenge<Context>({ rules, rule }: Refusing<Context>): Record<string, string> {
  const names = (rule?.security ?? []).flatMap((alternative) => Object.keys(alternative));
  const challenges = names.map((name) => rules.schemes[name]?.challenge).filter((text) => text !== undefined);
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
