import type { JobspecHandlers } from "../../../generated/jobspec/server.js";
import type { EventsResponse, LedgerEvent } from "../../../generated/jobspec/types.js";
import { storedJson } from "../../../generated/runtime/stored-json.js";
import { formatTimestamp } from "../../kernel/timestamp.js";
import { readiness } from "../projections/view.js";
import type { JobspecRuntime, StoredEvents } from "../runtime.js";
import type { JobspecContext } from "./context.js";
import { readFailure } from "./failure.js";
import { statusHandler } from "./status.js";

type Observing = Pick<
  JobspecHandlers<JobspecContext>,
  "getDaemonHealth" | "getDaemonReady" | "getDaemonStatus" | "listDaemonEvents"
>;

/** Health, readiness, status and events. They change nothing, not even the quarantine. */
export function observeHandlers(runtime: JobspecRuntime): Observing {
  return {
    getDaemonHealth: () => ({
      status: 200,
      body: { status: "ok", daemon: "agentopsd", read_only: true, now: formatTimestamp(runtime.wallClock()) },
    }),

    getDaemonReady: () => {
      try {
        return { status: 200, body: readiness(runtime.view()) };
      } catch (fault) {
        return readFailure(fault);
      }
    },

    getDaemonStatus: statusHandler(runtime),

    listDaemonEvents: async ({ query }) => {
      try {
        const limit = query?.limit === undefined ? undefined : Math.min(query.limit, MAX_LIMIT);
        const stored = await runtime.storedEvents({ since: query?.since, limit });
        if (stored === undefined) return { status: 400, body: { error: "event cursor not found" } };
        // A long reply is made while it is sent; a short one is checked as every other, and has a length.
        const body = stored.count > MAX_LIMIT ? storedJson<EventsResponse>(eventsText(stored)) : await events(stored);
        return { status: 200, body };
      } catch (fault) {
        return readFailure(fault);
      }
    },
  };
}

/** A page of events holds at most this many. */
const MAX_LIMIT = 1000;

async function events({ texts, corrupt, lastEventId }: StoredEvents): Promise<EventsResponse> {
  const list: LedgerEvent[] = [];
  // The ledger hands out events of the contract's types only; it does not know them by name.
  for await (const page of texts) list.push(...page.map((text) => JSON.parse(text) as LedgerEvent));
  return {
    events: list,
    ...(corrupt.length === 0 ? {} : { corrupt: corrupt.map(corruptRow) }),
    ...(lastEventId === undefined ? {} : { last_event_id: lastEventId }),
  };
}

/** The same as {@link events}, as text. */
async function* eventsText({ texts, corrupt, lastEventId }: StoredEvents): AsyncGenerator<string> {
  let separator = '{"events":[';
  for await (const page of texts) {
    yield separator + page.join(",");
    separator = ",";
  }
  const rows = corrupt.length === 0 ? "" : `,"corrupt":${JSON.stringify(corrupt.map(corruptRow))}`;
  yield `]${rows},"last_event_id":${JSON.stringify(lastEventId ?? "")}}\n`;
}

function corruptRow(record: { lineNumber: number; error: string }): { line_number: number; error: string } {
  return { line_number: record.lineNumber, error: record.error };
}
