import { isDeepStrictEqual } from "node:util";
import { isObject } from "../json.js";
import type { Verification } from "../suite/case.js";
import { fold, isEvent, type Folded } from "./fold.js";
import type { Outcome } from "./outcome.js";
import type { CaseState } from "./target.js";

/** Comparisons that cases name with `verify`; undefined when they hold. */
export const VERIFICATIONS: Readonly<Record<Verification, (state: CaseState) => Promise<Outcome | undefined>>> = {
  "status-follows-events": statusFollowsEvents,
};

/** How often both are read until no event came in between. */
const READS = 20;

/**
 * The queue and the projections of `/v1/status` show each job as its events in `/v1/events` tell it: status, attempt,
 * request ids and last event. Both have to be of the same moment, so events are read before and after.
 */
async function statusFollowsEvents({ target, one }: CaseState): Promise<Outcome | undefined> {
  const read = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
    const request = { method: "GET", path, headers: {}, body: undefined };
    const { body } = (await target.send(request, "jobspec", one)).reply;
    return isObject(body) ? body : {};
  };
  for (let count = 0; count < READS; count += 1) {
    const before = await read("/v1/events");
    const status = await read("/v1/status");
    const after = await read("/v1/events");
    if (before["last_event_id"] !== after["last_event_id"]) continue;
    const difference = firstDifference(rows(before["events"]), status);
    if (difference === undefined) return undefined;
    return { kind: "failed", failure: difference };
  }
  return { kind: "not-observable", reason: `events were written during each of ${READS} reads of the status` };
}

interface Difference {
  readonly expected: string;
  readonly got: string;
}

function firstDifference(
  events: readonly unknown[],
  status: Readonly<Record<string, unknown>>,
): Difference | undefined {
  const jobs = fold(events.filter(isEvent));
  const { queue, projections } = status;
  const lists: readonly (readonly [string, unknown])[] = [
    ["$.queue.jobs", isObject(queue) ? queue["jobs"] : undefined],
    ["$.projections.jobs", isObject(projections) ? projections["jobs"] : undefined],
  ];
  for (const [at, list] of lists) {
    const shown = new Map(
      rows(list).map((row): [unknown, unknown] => [isObject(row) ? row["job_id"] : undefined, row]),
    );
    for (const [jobId, folded] of jobs) {
      const difference = compare(folded, shown.get(jobId));
      if (difference !== undefined) {
        const { expected, got } = difference;
        return { expected: `${at}, ${jobId}: ${expected}, as its events tell`, got };
      }
    }
  }
  return undefined;
}

function compare(folded: Folded, row: unknown): Difference | undefined {
  if (!isObject(row)) return { expected: "a row", got: "none" };
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
