import type {
  ClaimJobReply,
  CompleteJobReply,
  ConflictReason,
  HeartbeatJobReply,
} from "../../generated/worker/types.js";
import { isTerminal } from "../../server/jobspec/queue/job.js";
import { call, tell, type Surroundings } from "./clients.js";
import { Violation } from "./violation.js";
import type { Random } from "./random.js";
import { CONTEXT } from "./shown-events.js";

const ATTEMPTS = 3;
/** Far more than a queue of a simulation needs to be worked off. */
const DRAIN_ATTEMPTS = 500;
const EVENTS_OF_WORK = ["job.claimed", "job.heartbeat", "job.lease_expired", "job.completed", "job.failed"];

/** A claim as a worker was given it. */
interface Held {
  readonly job_id: string;
  readonly claim_token: string;
  readonly lease_epoch: number;
}

/**
 * A worker that speaks the worker protocol: waits for jobs and hangs up, keeps claims, reports, repeats what was not
 * answered, stalls beyond its lease, forgets jobs, and comes back to claims it has long lost.
 */
export async function runWorker(around: Surroundings, worker: string, operations: number): Promise<void> {
  const random = around.random.fork();
  let old: Held | undefined;
  for (let index = 0; index < operations; index++) {
    await around.agenda.pause(random.below(20));
    const held = await claim(around, random, { worker, requestId: `${worker}-${index}` });
    if (held !== undefined) await workOn(around, random, { worker, held });
    if (old !== undefined && random.chance(40)) await end(around, random, { worker, held: old });
    if (held !== undefined && random.chance(40)) old = held;
  }
}

/** Works off whatever can be claimed, with nobody failing any more; rejects when a job never ends. */
export async function drain(around: Surroundings): Promise<void> {
  const worker = "drain";
  for (let attempt = 0; attempt < DRAIN_ATTEMPTS; attempt++) {
    const held = await claim(around, around.random, { worker, requestId: `${worker}-${attempt}` });
    if (held !== undefined) await send(around, { worker, held }, "complete");
    else if (openJobs(around) === 0) return;
    else await around.agenda.pause(20);
  }
  throw new Violation(`${openJobs(around)} jobs never end`);
}

function openJobs({ daemon }: Surroundings): number {
  const state = daemon()?.runtime?.view().state;
  return state === undefined ? 0 : [...state.jobs()].filter(({ status }) => !isTerminal(status)).length;
}

interface Asking {
  readonly worker: string;
  readonly requestId: string;
}

async function claim(around: Surroundings, random: Random, asking: Asking): Promise<Held | undefined> {
  const { worker, requestId } = asking;
  for (const type of EVENTS_OF_WORK) around.history.ask(type, "*");
  const body = { worker, request_id: requestId, lease_ms: 5 + random.below(60), wait_ms: random.pick([0, 30]) };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const signal = hangUp(around, random);
    const reply = await call<ClaimJobReply>(around, ({ workers }) =>
      workers?.claimJob({ body }, { ...CONTEXT, signal }),
    );
    if (signal.aborted) around.history.meet("caller that hung up");
    if (reply?.status === 200 && !signal.aborted) {
      const { claim: held, repeated } = reply.body;
      around.history.meet(repeated ? "claim given again" : "claim given");
      around.history.claimed(`${worker} ${requestId}`, held.claim_token);
      tellJob(around, `claimed ${held.job_id}`, held.job_id);
      // A reply that gets lost on its way.
      if (!random.chance(10)) return held;
    }
    if (reply?.status === 204 || reply?.status === 409) return undefined;
  }
  return undefined;
}

/** Aborts some day, or never. */
function hangUp({ agenda }: Surroundings, random: Random): AbortSignal {
  const controller = new AbortController();
  if (random.chance(15)) {
    agenda.after(random.below(30), () => {
      controller.abort();
    });
  }
  return controller.signal;
}

interface Work {
  readonly worker: string;
  readonly held: Held;
}

async function workOn(around: Surroundings, random: Random, work: Work): Promise<void> {
  const kind = random.pick(["quick", "kept", "stalled", "forgotten"] as const);
  if (kind === "forgotten") return;
  if (kind === "stalled") await around.agenda.pause(60 + random.below(60));
  for (let beat = 0; kind === "kept" && beat < 3; beat++) {
    await around.agenda.pause(random.below(20));
    if ((await send(around, work, "heartbeat")) === "lost") return;
  }
  await end(around, random, work);
}

/** Reports an outcome until there is an answer. */
async function end(around: Surroundings, random: Random, work: Work): Promise<void> {
  const kind = random.pick(["complete", "complete", "fail"] as const);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const answer = await send(around, work, kind);
    if (answer === "lost" || (answer === "heard" && random.chance(90))) return;
  }
}

type Kind = "heartbeat" | "complete" | "fail";

/** `lost`: the claim does not hold; `silence`: no answer, or one that says to ask again. */
async function send(around: Surroundings, work: Work, kind: Kind): Promise<"heard" | "lost" | "silence"> {
  const reply = await message(around, work, kind);
  if (reply?.status === 409) {
    around.history.meet(`report refused: ${reply.body.reason satisfies ConflictReason}`);
    return "lost";
  }
  if (reply?.status !== 200) return "silence";
  const { job_id: jobId, claim_token: token } = work.held;
  if ("status" in reply.body) {
    around.history.meet(reply.body.status);
    around.history.outcome(jobId, { token, eventType: `job.${reply.body.status}` });
    tell(around, `${kind} ${jobId}`, reply.body);
  }
  return "heard";
}

type Reply = HeartbeatJobReply | CompleteJobReply;

function message(around: Surroundings, { worker, held }: Work, kind: Kind): Promise<Reply | undefined> {
  const context = { ...CONTEXT, signal: new AbortController().signal };
  const body = { worker, claim: held };
  return call<Reply>(around, ({ workers }) => {
    if (kind === "heartbeat") return workers?.heartbeatJob({ body: { ...body, lease_ms: 40 } }, context);
    if (kind === "complete") return workers?.completeJob({ body: { ...body, artifacts: { log: worker } } }, context);
    return workers?.failJob({ body: { ...body, failure: { code: "lost" } } }, context);
  });
}

function tellJob(around: Surroundings, what: string, jobId: string): void {
  const job = around.daemon()?.runtime?.view().state.job(jobId);
  tell(around, what, { last_event_id: job?.lastEventId });
}
