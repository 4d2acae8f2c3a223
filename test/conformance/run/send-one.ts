import { isObject, type Json } from "../json.js";
import type { Expectation, SendStep } from "../suite/case.js";
import { NoReplyError, type Exchange } from "./exchange.js";
import { mismatch, type Mismatch } from "./expectation.js";
import type { Failure, Outcome } from "./outcome.js";
import type { CaseState, Sending } from "./target.js";
import type { Variables } from "./variables.js";
import { namedJob, wireRequest } from "./wire.js";

/** How one request went. */
export interface Try {
  readonly outcome?: Outcome | undefined;
  readonly saved: Readonly<Record<string, Json>>;
}

/** Sends a request of a step once, on its own connection unless one is given, and looks at the reply. */
export async function sendOne(step: SendStep, state: CaseState, options: Pick<Sending, "connection">): Promise<Try> {
  const { target, variables, one } = state;
  const operation = target.operation(step.target);
  const request = wireRequest(step, variables, { operation, token: target.token });
  const contract = target.contractOf(step.target);
  try {
    if (step.cut) {
      const job = namedJob(request);
      if (job !== undefined) state.jobs.add(job);
      await target.cut(request, contract);
      return { saved: {} };
    }
    const exchange = await target.send(request, { ...options, one, contract });
    state.seen.last = exchange;
    remember(exchange, state);
    return look(step, variables, exchange);
  } catch (fault) {
    if (!(fault instanceof NoReplyError) || target.signal.aborted) throw fault;
    const failure: Failure = { place: step.place, request, expected: "a reply", got: fault.message };
    return { outcome: { kind: "failed", failure }, saved: {} };
  }
}

function look(step: SendStep, variables: Variables, exchange: Exchange): Try {
  const compare = (expectation: Expectation | undefined): Mismatch | undefined =>
    expectation === undefined ? undefined : mismatch(expectation, exchange.reply, variables);
  const unmet = compare(step.assume);
  if (unmet !== undefined) {
    const { method, path } = exchange.request;
    const reason = `the case starts from ${method} ${path} with ${unmet.expected}, got ${unmet.got}`;
    return { outcome: { kind: "not-observable", reason }, saved: {} };
  }
  const wrong = compare(step.expect);
  if (wrong !== undefined) {
    return { outcome: { kind: "failed", failure: { place: step.place, ...exchange, ...wrong } }, saved: {} };
  }
  const { body, headers } = exchange.reply;
  const saved = step.save.map(({ name, query, from }): [string, Json] => [
    name,
    variables.find(query, from === "body" ? body : headers) ?? null,
  ]);
  return { saved: Object.fromEntries(saved) };
}

/** Notes jobs that the daemon has taken. */
function remember({ request, reply }: Exchange, { jobs }: CaseState): void {
  if (request.method !== "POST" || !isObject(reply.body) || reply.body["accepted"] !== true) return;
  const job = reply.body["job_id"];
  if (typeof job === "string") jobs.add(job);
}
