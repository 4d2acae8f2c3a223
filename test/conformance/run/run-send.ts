import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../json.js";
import type { SendStep } from "../suite/case.js";
import { NoReplyError } from "./exchange.js";
import type { Outcome } from "./outcome.js";
import { sendOne, type Try } from "./send-one.js";
import type { CaseState } from "./target.js";

/** Between two tries of the same request. */
export const POLL_MS = 50;

/** Sends the requests of a step and looks at their replies; undefined when all is as expected. */
export async function runSend(step: SendStep, state: CaseState): Promise<Outcome | undefined> {
  const deadline = performance.now() + (step.withinMs ?? 0);
  for (;;) {
    const outcome = await trySend(step, state);
    if (outcome === undefined || performance.now() >= deadline) return outcome;
    await sleep(POLL_MS);
  }
}

async function trySend(step: SendStep, state: CaseState): Promise<Outcome | undefined> {
  const tries = step.times === undefined ? [await sendOne(step, state, {})] : await sendTogether(step, state);
  const faults = tries.map(({ outcome }) => outcome).filter((outcome) => outcome !== undefined);
  if (faults.length > 0) return faults.find(({ kind }) => kind === "failed") ?? faults[0];
  for (const { name } of step.save) {
    const values: readonly Json[] = tries.map(({ saved }) => saved[name] ?? null);
    state.variables = state.variables.with({ [name]: step.times === undefined ? (values[0] ?? null) : values });
  }
  return undefined;
}

/** Opens all connections first, so that the requests arrive as close to each other as can be. */
async function sendTogether(step: SendStep, state: CaseState): Promise<readonly Try[]> {
  const copies = Array.from({ length: step.times ?? 1 }, (_, n) => state.variables.with({ n }));
  try {
    const connections = await Promise.all(copies.map(() => state.target.connect(step.target)));
    return await Promise.all(
      copies.map((variables, n) => sendOne(step, { ...state, variables }, { connection: connections[n] })),
    );
  } catch (fault) {
    if (!(fault instanceof NoReplyError)) throw fault;
    const failure = { place: step.place, expected: `${copies.length} connections`, got: fault.message };
    return [{ outcome: { kind: "failed", failure }, saved: {} }];
  }
}
