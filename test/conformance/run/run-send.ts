import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { ContractName } from "../contract/contract.js";
import { isObject, type Json } from "../json.js";
import type { Expectation, SendStep } from "../suite/case.js";
import { NoReplyError, type Exchange, type WireRequest } from "./exchange.js";
import { mismatch } from "./expectation.js";
import type { Failure, Outcome } from "./outcome.js";
import type { CaseState } from "./target.js";
import type { Variables } from "./variables.js";
import { namedJob, wireRequest } from "./wire.js";

/** Between two tries of the same request. */
const POLL_MS = 50;

/** Sends the requests of a step and looks at their replies; undefined when all is as expected. */
export async function runSend(step: SendStep, state: CaseState): Promise<Outcome | undefined> {
  const deadline = performance.now() + (step.withinMs ?? 0);
  for (;;) {
    const outcome = await trySend(step, state);
    if (outcome?.kind !== "failed" || performance.now() >= deadline) return outcome;
    await sleep(POLL_MS);
  }
}

async function trySend(step: SendStep, state: CaseState): Promise<Outcome | undefined> {
  const copies = Array.from({ length: step.times ?? 1 }, (_, n) => state.variables.with({ n }));
  const tries = await Promise.all(copies.map((variables) => sendOne(step, state, variables)));
  const faults = tries.map(({ outcome }) => outcome).filter((outcome) => outcome !== undefined);
  if (faults.length > 0) return faults.find(({ kind }) => kind === "failed") ?? faults[0];
  for (const { name } of step.save) {
    const values = tries.map(({ saved }) => saved[name] ?? null);
    state.variables = state.variables.with({ [name]: step.times === undefined ? (values[0] ?? null) : values });
  }
  return undefined;
}

interface Try {
  readonly outcome?: Outcome | undefined;
  readonly saved: Readonly<Record<string, Json>>;
}

async function sendOne(step: SendStep, state: CaseState, variables: Variables): Promise<Try> {
  const { target } = state;
  const id = step.target.kind === "operation" ? step.target.id : undefined;
  const operation = id === undefined ? undefined : target.contract.operations.get(id);
  const request = wireRequest(step, variables, { operation, token: target.token });
  const contract: ContractName = operation?.contract ?? "jobspec";
  const job = namedJob(request);
  try {
    if (step.cut) {
      if (job !== undefined) state.jobs.add(job);
      await target.cut(request, contract);
      return { saved: {} };
    }
    const exchange = await target.send(request, contract, state.one);
    remember(exchange, state);
    return look(step, variables, exchange);
  } catch (fault) {
    if (!(fault instanceof NoReplyError) || target.signal.aborted) throw fault;
    const failure: Failure = { place: step.place, request, expected: "a reply", got: fault.message };
    return { outcome: { kind: "failed", failure }, saved: {} };
  }
}

function look(step: SendStep, variables: Variables, exchange: Exchange): Try {
  const compare = (expectation: Expectation | undefined): ReturnType<typeof mismatch> =>
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

/** Cancels what a case has submitted, so that a run leaves nothing to do behind. What refuses is left alone. */
export async function cleanUp({ jobs, target, one }: CaseState): Promise<void> {
  const operation = target.contract.operations.get("cancelJob");
  const headers = { "content-type": "application/json", "x-agentops-daemon-token": target.token };
  for (const job of jobs) {
    const body = Buffer.from(JSON.stringify({ job_id: job, reason: `conformance run ${target.run} is done with it` }));
    const request: WireRequest = { method: "POST", path: operation?.paths[0] ?? "/v1/jobs/cancel", headers, body };
    try {
      await target.send(request, "jobspec", one);
    } catch (fault) {
      if (!(fault instanceof NoReplyError)) throw fault;
      return;
    }
  }
}
