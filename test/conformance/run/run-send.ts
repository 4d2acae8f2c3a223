import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../json.js";
import type { SendStep, Step } from "../suite/case.js";
import { NoReplyError } from "./exchange.js";
import type { Outcome } from "./outcome.js";
import { sendOne, type Try } from "./send-one.js";
import { POLL_MS, type CaseState } from "./target.js";

/** Sends the requests of a step and looks at their replies; undefined when all is as expected. */
export async function runSend(step: SendStep, state: CaseState, runSteps: RunSteps): Promise<Outcome | undefined> {
  if (step.meanwhile.length > 0) return sendMeanwhile(step, state, runSteps);
  const deadline = performance.now() + (step.withinMs ?? 0);
  for (;;) {
    const outcome = await trySend(step, state);
    if (outcome === undefined || performance.now() >= deadline) return outcome;
    await sleep(POLL_MS);
  }
}

/** Runs steps up to the first that does not hold, and gives its outcome. */
export type RunSteps = (steps: readonly Step[], state: CaseState) => Promise<Outcome | undefined>;

/** Sends the request, runs other steps while it is answered, and then looks at the reply. */
async function sendMeanwhile(step: SendStep, state: CaseState, runSteps: RunSteps): Promise<Outcome | undefined> {
  const reply = trySend(step, state);
  const [outcome, inner] = await Promise.all([reply, runSteps(step.meanwhile, state)]);
  return inner ?? outcome;
}

async function trySend(step: SendStep, state: CaseState): Promise<Outcome | undefined> {
  const tries = step.times === undefined ? [await sendOne(step, state, {})] : await sendAll(step, state);
  const faults = tries.map(({ outcome }) => outcome).filter((outcome) => outcome !== undefined);
  if (faults.length > 0) return faults.find(({ kind }) => kind === "failed") ?? faults[0];
  for (const { name } of step.save) {
    const values: readonly Json[] = tries.map(({ saved }) => saved[name] ?? null);
    state.variables = state.variables.with({ [name]: step.times === undefined ? (values[0] ?? null) : values });
  }
  return undefined;
}

/** How often what a busy daemon has put off is sent again. */
const MOST_TRIES = 20;

/** Sends all requests at once. A daemon may be too busy for so many: 503 says that one can be sent again. */
async function sendAll(step: SendStep, state: CaseState): Promise<readonly Try[]> {
  const tries = [...(await sendTogether(step, state))];
  for (let count = 1; count < MOST_TRIES && tries.some(isPutOff); count += 1) {
    await sleep(POLL_MS);
    const again = tries.map((one, n) =>
      isPutOff(one) ? sendOne(step, { ...state, variables: state.variables.with({ n }) }, {}) : one,
    );
    tries.splice(0, tries.length, ...(await Promise.all(again)));
  }
  return tries;
}

function isPutOff({ outcome }: Try): boolean {
  return outcome?.kind === "failed" && outcome.failure.reply?.status === 503;
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
