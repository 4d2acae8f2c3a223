import type { JobspecHandlers } from "../../../generated/jobspec/server.js";
import type { LedgerEvent } from "../../../generated/jobspec/types.js";
import { formatTimestamp } from "../../kernel/timestamp.js";
import { projectionSet } from "../projections/set.js";
import { queueRow } from "../projections/rows.js";
import { degradedReasons, isReady, lag, lastEvent } from "../projections/view.js";
import type { JobspecRuntime } from "../runtime.js";
import type { JobspecContext } from "./context.js";
import { readFailure } from "./failure.js";

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
        const view = runtime.view();
        const ready = isReady(view);
        return {
          status: 200,
          body: {
            ready,
            ledger_replay_status: ready ? "complete" : "corrupt",
            projection_status: ready ? "current" : "degraded",
            projection_lag: lag(view),
            ...degradedReasons(view),
          },
        };
      } catch (fault) {
        return readFailure(fault);
      }
    },

    getDaemonStatus: () => {
      try {
        const view = runtime.view();
        const jobs = Array.from(view.state.jobs(), (job) => queueRow(job, view.now)).filter((row) => row !== undefined);
        return {
          status: 200,
          body: {
            ready: isReady(view),
            projection_lag: lag(view),
            queue: { jobs, ...lastEvent(view.state) },
            projections: projectionSet(view),
          },
        };
      } catch (fault) {
        return readFailure(fault);
      }
    },

    listDaemonEvents: async () => {
      try {
        const { events, corrupt } = await runtime.storedEvents();
        const last = events.at(-1)?.event_id;
        // The ledger hands out events of the contract's types only; it does not know them by name.
        return {
          status: 200,
          body: {
            events: events as readonly LedgerEvent[],
            ...(corrupt.length === 0 ? {} : { corrupt: corrupt.map(corruptRow) }),
            ...(last === undefined ? {} : { last_event_id: last }),
          },
        };
      } catch (fault) {
        return readFailure(fault);
      }
    },
  };
}

function corruptRow(record: { lineNumber: number; error: string }): { line_number: number; error: string } {
  return { line_number: record.lineNumber, error: record.error };
}
