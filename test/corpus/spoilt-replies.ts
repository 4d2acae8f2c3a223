import { mutantsOf } from "./mutants.js";
import type { Exchange, Makers, PlannedReply } from "./plan.js";

/** A reply of a handler that must not be sent. */
export interface SpoiltReply {
  readonly spoiling: string;
  readonly reply: PlannedReply;
}

/** Replies of an exchange, each spoilt in one way that its contract forbids. */
export function spoiltReplies({ operation, reply }: Exchange, { oracle }: Makers, seed: number): SpoiltReply[] {
  const { body, response } = reply;
  const { uri } = body ?? {};
  const declared = operation.responses.map(({ status }) => status);
  const undeclared = [299, 499, 599].find(
    (status) => !declared.includes("default") && !declared.includes(`${Math.floor(status / 100)}XX`),
  );
  const accepts = (value: unknown): boolean => uri === undefined || oracle.accepts(uri, value);
  const bodies = body?.kind === "json" && uri !== undefined ? mutantsOf(body.plain, accepts, seed) : [];
  const required = response.headers.find((header) => header.required);
  return [
    ...(undeclared === undefined
      ? []
      : [{ spoiling: "status undeclared", reply: { ...reply, status: undeclared } satisfies PlannedReply }]),
    ...bodies.map(({ spoiling, value }) => ({
      spoiling: `body: ${spoiling}`,
      reply: { ...reply, ...(body && { body: { ...body, plain: value } }) },
    })),
    { spoiling: "header undeclared", reply: { ...reply, headers: { ...reply.headers, "X-No-Such-Header": "1" } } },
    ...(required === undefined ? [] : [{ spoiling: "header left out", reply: withoutHeader(reply, required.name) }]),
    ...(body === undefined ? [] : [foreign(reply)]),
  ];
}

function withoutHeader(reply: PlannedReply, name: string): PlannedReply {
  const { [name]: _left, ...headers } = reply.headers ?? {};
  return { ...reply, headers };
}

function foreign(reply: PlannedReply): SpoiltReply {
  const isOpen = reply.response.content.some(({ type }) => type.startsWith("*"));
  const contentType = isOpen ? undefined : "no-such/type";
  const { body } = reply;
  if (body === undefined || contentType === undefined) return { spoiling: "body left out", reply: withoutBody(reply) };
  return { spoiling: "content type undeclared", reply: { ...reply, body: { ...body, contentType } } };
}

function withoutBody({ body: _body, ...reply }: PlannedReply): PlannedReply {
  return reply;
}
