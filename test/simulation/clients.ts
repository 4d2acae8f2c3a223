import type { JobType, SubmitJobReply } from "../../generated/jobspec/types.js";
import { LedgerError } from "../../server/kernel/ledger/ledger.js";
import type { DaemonLife, Ground } from "./daemon-life.js";
import { checkReplay, isStored } from "./daemon-life.js";
import type { History } from "./history.js";
import { Violation } from "./violation.js";
import type { Random } from "./random.js";
import { CONTEXT, shownEvents } from "./shown-events.js";
import { StoppedError } from "./simulated-storage.js";

/** Where clients find the daemon and what they remember. */
export interface Surroundings extends Ground {
  readonly history: History;
  /** The process that listens now; undefined while there is none. */
  readonly daemon: () => DaemonLife | undefined;
}

const KEYS = 6;
const PATIENCE_MS = 60;
const ATTEMPTS = 12;
const JOB_TYPES: readonly JobType[] = ["rpi.run", "dream.run", "wiki.build"];

/** A client that submits, cancels and reads, and repeats what was not answered. */
export async function runClient(around: Surroundings, name: string, operations: number): Promise<void> {
  const random = around.random.fork();
  for (let index = 0; index < operations; index++) {
    await around.agenda.pause(random.below(12));
    const turn = random.below(10);
    if (turn < 5) await submit(around, random, `${name}-${index}`);
    else if (turn < 7) await cancel(around, random);
    else await read(around);
  }
}

async function submit(around: Surroundings, random: Random, requestId: string): Promise<void> {
  const { history } = around;
  const key = `key-${random.below(KEYS)}`;
  const jobType = random.pick(JOB_TYPES);
  const payload = { text: "x".repeat(random.below(random.chance(20) ? 3000 : 200)), from: requestId };
  const body = { request_id: requestId, idempotency_key: key, job_type: jobType, payload };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (around.daemon()?.isAlive === true) {
      history.askSubmit({ requestId, key, jobType, payload });
      const reply = await call(around, ({ handlers }) => handlers?.submitJob({ body }, CONTEXT));
      history.endSubmit(requestId, endOf(reply));
      if (reply?.status === 202) {
        tell(around, `submitted ${key} ${reply.body.job_id}`, reply.body);
        return history.acknowledgeKey(key, reply.body.job_id);
      }
      // Some take no for an answer, and then it has to be one.
      if (endOf(reply) === "refused" && random.chance(50)) return;
    }
    await around.agenda.pause(5 + random.below(20));
  }
}

/** What a reply promises; none promises nothing. */
function endOf(reply: SubmitJobReply | undefined): "accepted" | "refused" | "uncertain" {
  if (reply === undefined) return "uncertain";
  if (reply.status === 202) return "accepted";
  return "error" in reply.body && reply.body.error.includes("unknown") ? "uncertain" : "refused";
}

async function cancel(around: Surroundings, random: Random): Promise<void> {
  const runtime = around.daemon()?.runtime;
  const jobs = runtime === undefined ? [] : visible(() => [...runtime.view().state.jobs()]);
  if (jobs.length === 0) return;
  const { jobId } = random.pick(jobs);
  around.history.ask("job.cancelled", jobId);
  const reply = await call(around, ({ handlers }) => handlers?.cancelJob({ body: { job_id: jobId } }, CONTEXT));
  if (reply?.status !== 202) return;
  tell(around, `cancelled ${jobId} ${reply.body.outcome}`, reply.body.job);
}

async function read(around: Surroundings): Promise<void> {
  const { history } = around;
  await call(around, async ({ runtime, handlers }) => {
    const events = handlers === undefined ? undefined : await shownEvents(handlers);
    if (runtime === undefined || events === undefined) return;
    history.show(events);
    const { state } = runtime.view();
    checkStored(around, state.lastEventId);
    history.position(state.eventCount, state.lastEventId);
    if (state.eventCount === events.length) checkReplay(state, events);
  });
}

/** Asks the daemon and waits for its answer as long as a client would; undefined when none comes. */
export async function call<Reply>(
  { agenda, daemon, trace }: Surroundings,
  send: (life: DaemonLife) => Reply | undefined | Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  const life = daemon();
  if (life === undefined || !life.isAlive) return undefined;
  const refused = (fault: unknown): undefined => {
    if (!(fault instanceof LedgerError) && !(fault instanceof StoppedError)) throw fault;
    trace.add(`refused ${fault.message}`);
    return undefined;
  };
  const answer = Promise.resolve(send(life)).catch(refused);
  const reply = await Promise.race([answer, agenda.pause(PATIENCE_MS).then(() => undefined)]);
  // What a dead process was about to say is not heard.
  return life.isAlive ? reply : undefined;
}

/** An answer that rests on an event was heard: the event has to be there for good. */
export function tell(
  around: Surroundings,
  what: string,
  { last_event_id: eventId }: { last_event_id?: string | undefined },
): void {
  around.trace.add(what);
  if (eventId === undefined) return;
  checkStored(around, eventId);
  around.history.acknowledge(eventId);
}

function checkStored({ disk }: Surroundings, eventId: string | undefined): void {
  if (eventId === undefined || isStored(disk, eventId)) return;
  throw new Violation(`event ${eventId} was told while a power cut could still lose it`);
}

function visible<Value>(look: () => readonly Value[]): readonly Value[] {
  try {
    return look();
  } catch (fault) {
    if (fault instanceof LedgerError) return [];
    throw fault;
  }
}
