import { listDaemonEvents, type JobspecCredentials } from "../../generated/jobspec/client.js";
import type { EventsResponse, LedgerEvent, ListDaemonEventsRequest } from "../../generated/jobspec/types.js";
import type { Client } from "../../generated/runtime/client.js";
import { DaemonError, unavailable } from "./daemon-error.js";
import { errorOf, timingOf, untilSettled, type DaemonReply, type Patience } from "./patience.js";
import { pollDelay, type Backoff } from "./timing.js";

/** Which events are read. */
export interface EventsOptions extends Patience {
  /** Id of the last event that is known already; without it, reading begins with the first of the ledger. */
  readonly after?: string;
  /** How many events are asked for at once; 1,000 by default, which is the most that daemons give. */
  readonly pageSize?: number;
}

/** How events are followed. */
export interface FollowOptions extends EventsOptions {
  /** Bounds of the waits between polls without news; from 200 to 2,000 ms by default. */
  readonly poll?: Backoff;
}

/** How the events that are there are read. */
export interface ReadOptions extends EventsOptions {
  /** Milliseconds for which a daemon that is away is waited for, for each page; 10,000 by default. */
  readonly deadlineMs?: number;
}

const DEFAULT_POLL: Backoff = { firstMs: 200, longestMs: 2_000 };
const DEFAULT_PAGE_SIZE = 1_000;
const DEFAULT_DEADLINE_MS = 10_000;

/**
 * The events of the ledger in their order, each once, those behind `after` first and then every further one when it
 * is there. Goes on where it was when the daemon was away meanwhile. Ends without an error when the signal is aborted.
 *
 * Whoever keeps the id of the last event that was worked on can go on from it in another process. Fails with
 * `DaemonError` when the ledger does not hold `after`, with `TransportError` when what answers is no JobSpec daemon.
 */
export async function* followEvents(
  client: Client<JobspecCredentials>,
  options: FollowOptions = {},
): AsyncGenerator<LedgerEvent, void> {
  const { signal, poll = DEFAULT_POLL } = options;
  const timing = timingOf(options);
  let after = options.after;
  for (let quiet = 0; ; quiet += 1) {
    const page = await readPage(client, { ...options, ...(after !== undefined && { after }) }, Infinity);
    if (page === undefined) return;
    for (const event of page.events) {
      after = event.event_id;
      yield event;
      if (signal?.aborted === true) return;
    }
    if (page.events.length > 0) quiet = 0;
    if (page.isLast) await timing.sleep(pollDelay(quiet, poll, timing), signal);
  }
}

/** The events that are there, behind `after`, in order. Fails as `followEvents` does, and when none can be read. */
export async function* readEvents(
  client: Client<JobspecCredentials>,
  options: ReadOptions = {},
): AsyncGenerator<LedgerEvent, void> {
  const { deadlineMs = DEFAULT_DEADLINE_MS } = options;
  let after = options.after;
  for (;;) {
    const page = await readPage(client, { ...options, ...(after !== undefined && { after }) }, deadlineMs);
    if (page === undefined) return;
    yield* page.events;
    after = page.events.at(-1)?.event_id;
    if (page.isLast) return;
  }
}

interface Page {
  readonly events: readonly LedgerEvent[];
  /** True when the ledger held no events behind these. */
  readonly isLast: boolean;
}

/** Undefined when the signal was aborted. */
async function readPage(
  client: Client<JobspecCredentials>,
  options: EventsOptions,
  deadlineMs: number,
): Promise<Page | undefined> {
  const { after, pageSize = DEFAULT_PAGE_SIZE } = options;
  const request: ListDaemonEventsRequest = { query: { limit: pageSize, ...(after !== undefined && { since: after }) } };
  const settlement = await untilSettled((call) => listDaemonEvents(client, request, call), options, deadlineMs);
  if (settlement.kind === "given-up") {
    if (settlement.reason === "aborted") return undefined;
    throw unavailable(settlement.fault);
  }
  const { reply } = settlement;
  if (reply.status !== 200) throw refusal(reply, after);
  const events = eventsBehind(reply.body, after);
  const last = events.at(-1)?.event_id;
  return { events, isLast: last === undefined || last === reply.body.last_event_id };
}

function refusal({ status, body }: DaemonReply, after: string | undefined): DaemonError {
  const isCursor = status === 400 && after !== undefined;
  return isCursor
    ? new DaemonError(`${errorOf(body)}: ${after}`, "cursor-not-found")
    : new DaemonError(errorOf(body), "refused");
}

/** Daemons that do not know `since` give all events: those up to the cursor are left out here. */
function eventsBehind({ events }: EventsResponse, after: string | undefined): readonly LedgerEvent[] {
  return events.slice(events.findIndex(({ event_id }) => event_id === after) + 1);
}
