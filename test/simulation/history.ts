import { isDeepStrictEqual } from "node:util";

import type { LedgerEvent } from "../../server/kernel/ledger/event.js";
import { historyFaults } from "../worker/lease-history.js";
import { Violation } from "./violation.js";

/** A submit as a client sent it. */
export interface AskedSubmit {
  readonly requestId: string;
  readonly key: string;
  readonly jobType: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An outcome as its worker was told of it. */
export interface ToldOutcome {
  readonly token: string;
  readonly eventType: string;
}

const OUTCOMES: Readonly<Record<string, true>> = { "job.completed": true, "job.failed": true, "job.cancelled": true };

/**
 * Everything that was asked of a daemon and everything it ever told anybody, over all its lives: what a ledger has to
 * agree with after every recovery. Each check throws {@link Violation}.
 */
export class History {
  /** The longest run of events anybody was shown. */
  #shown: readonly LedgerEvent[] = [];
  /** Count of events to the id of the last one, as answers implied them. */
  readonly #positions = new Map<number, string>();
  readonly #submits = new Map<string, AskedSubmit>();
  /** Requests of which every attempt so far was refused for certain. */
  readonly #refused = new Set<string>();
  /** Requests with an attempt that nobody knows the outcome of. */
  readonly #uncertain = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #jobOfKey = new Map<string, string>();
  readonly #acknowledgedEvents = new Set<string>();
  readonly #tokenOfClaim = new Map<string, string>();
  readonly #outcomes = new Map<string, ToldOutcome>();
  readonly #met = new Map<string, number>();

  /** How many different events were acknowledged. */
  get acknowledged(): number {
    return this.#acknowledgedEvents.size;
  }

  /** A client is about to send this; whether it arrives is another matter. */
  askSubmit(submit: AskedSubmit): void {
    this.#submits.set(submit.requestId, submit);
    this.#refused.delete(submit.requestId);
  }

  /** How a submit ended: `refused` promises that nothing of it was stored. */
  endSubmit(requestId: string, end: "accepted" | "refused" | "uncertain"): void {
    if (end === "refused" && !this.#uncertain.has(requestId)) this.#refused.add(requestId);
    else this.#uncertain.add(requestId);
  }

  /** A client or worker is about to ask for what may store events of this type for this job; `*` is any. */
  ask(eventType: string, jobId: string): void {
    this.#asked.add(`${eventType} ${jobId}`);
  }

  /** A reader was told that the ledger holds `count` events and that `eventId` is the last. */
  position(count: number, eventId: string | undefined): void {
    if (eventId === undefined) return;
    const known = this.#positions.get(count);
    if (known !== undefined && known !== eventId) throw new Violation(`event ${count} was ${known}, now ${eventId}`);
    this.#positions.set(count, eventId);
  }

  /** A client was told that an event is stored. */
  acknowledge(eventId: string): void {
    this.#acknowledgedEvents.add(eventId);
  }

  /** A client was told which job its key stands for. */
  acknowledgeKey(key: string, jobId: string): void {
    const known = this.#jobOfKey.get(key);
    if (known !== undefined && known !== jobId) throw new Violation(`key ${key} stood for ${known}, now for ${jobId}`);
    this.#jobOfKey.set(key, jobId);
  }

  /** What workers came across, and how often. */
  get met(): ReadonlyMap<string, number> {
    return this.#met;
  }

  /** Counts something that the runs must come across. */
  meet(what: string): void {
    this.#met.set(what, (this.#met.get(what) ?? 0) + 1);
  }

  /** A worker was given a claim; asking again under the same id never gives another one. */
  claimed(requestId: string, token: string): void {
    const known = this.#tokenOfClaim.get(requestId) ?? token;
    if (known !== token) throw new Violation(`the request ${requestId} was given two claims`);
    this.#tokenOfClaim.set(requestId, token);
  }

  /** A worker was told that the outcome it reported is the job's. */
  outcome(jobId: string, told: ToldOutcome): void {
    const known = this.#outcomes.get(jobId) ?? told;
    if (!isDeepStrictEqual(known, told)) throw new Violation(`two outcomes of job ${jobId} were accepted`);
    this.#outcomes.set(jobId, told);
  }

  /** A reader was shown all events there are. */
  show(events: readonly LedgerEvent[]): void {
    const common = Math.min(events.length, this.#shown.length);
    for (let index = 0; index < common; index++) {
      if (isDeepStrictEqual(events[index], this.#shown[index])) continue;
      const [before, now] = [this.#shown[index]?.event_id, events[index]?.event_id];
      throw new Violation(`event ${index + 1} was shown as ${before}, now ${now} or with another content`);
    }
    if (events.length > this.#shown.length) this.#shown = events;
  }

  /** Checks what a daemon found when it started, or holds at the end, against all of this. */
  check(events: readonly LedgerEvent[]): void {
    if (events.length < this.#shown.length) {
      throw new Violation(`${this.#shown.length} events were shown, ${events.length} are left`);
    }
    this.show(events);
    this.#checkPositions(events);
    const ids = new Set(events.map(({ event_id }) => event_id));
    for (const id of this.#acknowledgedEvents)
      if (!ids.has(id)) throw new Violation(`acknowledged event ${id} is lost`);
    this.#checkKeys(events);
    this.#checkOutcomes(events);
    for (const fault of historyFaults(events)) throw new Violation(fault);
    checkMarks(events);
    for (const event of events) this.#checkAsked(event);
    checkTimes(events);
  }

  #checkPositions(events: readonly LedgerEvent[]): void {
    for (const [count, eventId] of this.#positions) {
      const found = events[count - 1]?.event_id;
      if (found !== eventId) throw new Violation(`event ${count} was told as ${eventId}, the ledger has ${found}`);
    }
  }

  #checkKeys(events: readonly LedgerEvent[]): void {
    const found = new Map<unknown, string>();
    for (const { event_type, job_id, payload } of events) {
      if (event_type !== "job.accepted") continue;
      const key = payload?.idempotency_key;
      const other = found.get(key);
      if (other !== undefined) throw new Violation(`key ${String(key)} has two jobs: ${other} and ${job_id}`);
      found.set(key, job_id);
    }
    for (const [key, jobId] of this.#jobOfKey) {
      const stored = found.get(key);
      if (stored !== jobId) throw new Violation(`key ${key} was acknowledged as ${jobId}, the ledger has ${stored}`);
    }
  }

  #checkOutcomes(events: readonly LedgerEvent[]): void {
    const ended = new Set<string>();
    for (const { event_type, job_id } of events) {
      if (OUTCOMES[event_type] !== true) continue;
      if (ended.has(job_id)) throw new Violation(`job ${job_id} ended twice`);
      ended.add(job_id);
    }
    for (const [jobId, { token, eventType }] of this.#outcomes) {
      const stored = events.some((event) => isOutcome(event, { jobId, token, eventType }));
      if (!stored) throw new Violation(`the outcome that was accepted of job ${jobId} is not in the ledger`);
    }
  }

  #checkAsked(event: LedgerEvent): void {
    const { event_type, job_id, request_id, payload } = event;
    if (event_type.startsWith("projection.")) return;
    if (event_type !== "job.accepted") {
      if ([job_id, "*"].some((job) => this.#asked.has(`${event_type} ${job}`))) return;
      throw new Violation(`nobody asked for ${event_type} of ${job_id}`);
    }
    const asked = this.#submits.get(request_id);
    if (asked === undefined) throw new Violation(`nobody asked for job ${job_id}`);
    if (this.#refused.has(request_id)) throw new Violation(`job ${job_id} is stored although it was refused`);
    const stored = [payload?.idempotency_key, payload?.job_type, payload?.job_payload];
    if (isDeepStrictEqual(stored, [asked.key, asked.jobType, asked.payload])) return;
    throw new Violation(`job ${job_id} is not stored as it was submitted`);
  }
}

function isOutcome(event: LedgerEvent, { jobId, token, eventType }: ToldOutcome & { jobId: string }): boolean {
  return event.job_id === jobId && event.event_type === eventType && event.payload?.claim_token === token;
}

/** Only what was current falls behind, and only what was stale is rebuilt: events about projections must not breed. */
function checkMarks(events: readonly LedgerEvent[]): void {
  const stale = new Set<unknown>();
  for (const { event_id, event_type, payload } of events) {
    if (!event_type.startsWith("projection.")) continue;
    const targets = payload?.["projection_targets"] as readonly unknown[]; // the daemon writes a list
    const isStale = event_type === "projection.marked_stale";
    if (targets.some((name) => stale.has(name) === isStale)) throw new Violation(`event ${event_id} changes nothing`);
    for (const name of targets) {
      if (isStale) stale.add(name);
      else stale.delete(name);
    }
  }
}

function checkTimes(events: readonly LedgerEvent[]): void {
  let last = "";
  for (const { occurred_at, event_id } of events) {
    const time = new Date(occurred_at).toISOString();
    if (time < last) throw new Violation(`event ${event_id} occurred before the one in front of it`);
    last = time;
  }
}
