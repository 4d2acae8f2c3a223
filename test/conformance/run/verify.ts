import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../json.js";
import type { Verification } from "../suite/case.js";
import type { Mismatch } from "./expectation.js";
import { fold, isEvent, type EventRow, type Folded } from "./fold.js";
import type { Outcome } from "./outcome.js";
import type { CaseState } from "./target.js";

/** Comparisons that cases name with `verify`; undefined when they hold. */
export const VERIFICATIONS: Readonly<Record<Verification, (state: CaseState) => Promise<Outcome | undefined>>> = {
  "status-follows-events": statusFollowsEvents,
};

/** How often both are read: until no event came in between, and projections that lag behind have caught up. */
const READS = 20;
const PAUSE_MS = 100;

type Body = Readonly<Record<string, unknown>>;

/**
 * The queue and the projections of `/v1/status` show each job as its events in `/v1/events` tell it: status, attempt,
 * request ids and last event. Both have to be of the same moment, so events are read before and after.
 */
async function statusFollowsEvents(state: CaseState): Promise<Outcome | undefined> {
  const reason = `events were written during each of ${READS} reads of the status`;
  let outcome: Outcome = { kind: "not-observable", reason };
  for (let count = 0; count < READS; count += 1) {
    const before = await read(state, "/v1/events");
    const status = await read(state, "/v1/status");
    const shown = state.seen.last;
    const after = await read(state, "/v1/events");
    if (before["last_event_id"] === after["last_event_id"]) {
      const difference = firstDifference(before, status);
      if (difference === undefined) return undefined;
      outcome = { kind: "failed", failure: { ...shown, ...difference } };
    }
    await sleep(PAUSE_MS);
  }
  return outcome;
}

async function read({ target, one, seen }: CaseState, path: string): Promise<Body> {
  const request = { method: "GET", path, headers: {}, body: undefined };
  const exchange = await target.send(request, { one });
  seen.last = exchange;
  const { body } = exchange.reply;
  return isObject(body) ? body : {};
}

function firstDifference({ events }: Body, { queue, projections }: Body): Mismatch | undefined {
  if (!isObject(queue) || !isObject(projections)) return { expected: "a queue and projections", got: "none" };
  const history = rows(events).filter(isEvent);
  const lists: readonly (readonly [string, unknown])[] = [
    ["$.queue.jobs", queue["jobs"]],
    ["$.projections.jobs", projections["jobs"]],
  ];
  for (const [at, list] of lists) {
    const difference = listDifference(history, rows(list).filter(isObject));
    if (difference !== undefined) return { ...difference, expected: `${at}, ${difference.expected}` };
  }
  return undefined;
}

function listDifference(history: readonly EventRow[], list: readonly Body[]): Mismatch | undefined {
  const known = new Set<unknown>(history.map(({ job_id: jobId }) => jobId));
  const invented = list.find((row) => !known.has(row["job_id"]));
  if (invented !== undefined) return { expected: "jobs that have events", got: String(invented["job_id"]) };
  const shown = new Map(list.map((row): [unknown, Body] => [row["job_id"], row]));
  for (const [jobId, folded] of fold(history)) {
    const difference = compare(folded, shown.get(jobId));
    if (difference === undefined) continue;
    return { expected: `${jobId}: ${difference.expected}, as its events tell`, got: difference.got };
  }
  return undefined;
}

function compare(folded: Folded, row: Body | undefined): Mismatch | undefined {
  if (row === undefined) return { expected: "a row", got: "none" };
  const { status, attempt, request_ids: requestIds, last_event_id: lastEventId } = row;
  if (!folded.statuses.includes(String(status))) {
    return { expected: `status ${folded.statuses.join(" or ")}`, got: String(status) };
  }
  // The rows of the projections have no attempt; the other two may be left out.
  if (attempt !== undefined && attempt !== folded.attempt) {
    return { expected: `attempt ${folded.attempt}`, got: String(attempt) };
  }
  if (requestIds !== undefined && !isDeepStrictEqual(requestIds, folded.requestIds)) {
    return { expected: `request_ids ${JSON.stringify(folded.requestIds)}`, got: JSON.stringify(requestIds) };
  }
  if (lastEventId !== undefined && lastEventId !== folded.lastEventId) {
    return { expected: `last_event_id ${folded.lastEventId}`, got: String(lastEventId) };
  }
  return undefined;
}

function rows(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
