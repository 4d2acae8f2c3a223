import { cleanUp } from "./clean-up.js";
import type { Case, CheckStep, ControlStep, Finding, Need, Step, VerifyStep } from "../suite/case.js";
import { NoReplyError } from "./exchange.js";
import { shorten, show } from "./expectation.js";
import { describeExpected, matches } from "./match.js";
import type { Outcome } from "./outcome.js";
import { runSend } from "./run-send.js";
import type { CaseState, Target } from "./target.js";
import { Variables } from "./variables.js";
import { VERIFICATIONS } from "./verify.js";

const PASSED: Outcome = { kind: "passed" };
const REASONS: Readonly<Record<Need, string>> = {
  worker: "needs --worker-url",
  restart: "needs --restart",
  kill: "needs --kill",
  damage: "needs --damage",
};

/** Runs the steps of a case, one after another, up to the first that does not hold; then cancels what it left. */
export async function runCase(one: Case, target: Target, unique: string): Promise<Outcome> {
  for (const need of one.needs) if (!target.offers(need)) return { kind: "not-observable", reason: REASONS[need] };
  const variables = new Variables({ run: target.run, case: unique, token: target.token });
  const state: CaseState = { one, target, variables, jobs: new Set(), seen: {} };
  try {
    return (await runSteps(one.steps, state)) ?? PASSED;
  } catch (fault) {
    if (!(fault instanceof NoReplyError) || target.signal.aborted) throw fault;
    return { kind: "failed", failure: { expected: "a reply", got: fault.message } };
  } finally {
    await cleanUp(state);
  }
}

async function runSteps(steps: readonly Step[], state: CaseState): Promise<Outcome | undefined> {
  for (const step of steps) {
    const outcome = await runStep(step, state);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** Undefined when the step holds and the case goes on. */
function runStep(step: Step, state: CaseState): Promise<Outcome | undefined> {
  switch (step.kind) {
    case "send":
      return runSend(step, state, runSteps);
    case "check":
      return Promise.resolve(runCheck(step, state));
    case "control":
      return runControl(step, state);
    case "verify":
      return runVerify(step, state);
  }
}

/** What was saved is compared; the last reply shows where it comes from. */
function runCheck({ findings, place }: CheckStep, { variables, seen }: CaseState): Outcome | undefined {
  const wrong = findings.find((finding) => !holds(finding, variables));
  if (wrong === undefined) return undefined;
  const got = variables.find(wrong.query, variables.document);
  const expected = `${wrong.query.text}: ${shorten(describeExpected(variables.expected(wrong.expected)))}`;
  const failure = { place, ...seen.last, expected, got: got === undefined ? "nothing" : show(got) };
  return { kind: "failed", failure };
}

function holds({ query, expected }: Finding, variables: Variables): boolean {
  return matches(variables.find(query, variables.document), variables.expected(expected));
}

async function runControl({ control, place }: ControlStep, { target, one }: CaseState): Promise<Outcome | undefined> {
  if (await target.control(control, one)) return undefined;
  const expected = `GET /v1/health: 200 after --${control}`;
  return { kind: "failed", failure: { place, expected, got: `no such reply within ${target.timeoutMs} ms` } };
}

async function runVerify({ name, place }: VerifyStep, state: CaseState): Promise<Outcome | undefined> {
  const outcome = await VERIFICATIONS[name](state);
  return outcome?.kind === "failed" ? { kind: "failed", failure: { ...outcome.failure, place } } : outcome;
}
