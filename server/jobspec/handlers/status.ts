import type { JobspecHandlers } from "../../../generated/jobspec/server.js";
import type { StatusResponse } from "../../../generated/jobspec/types.js";
import { checkStatusResponse } from "../../../generated/jobspec/validators.js";
import { Issues } from "../../../generated/runtime/issues.js";
import { storedJson } from "../../../generated/runtime/stored-json.js";
import { ReplyError } from "../../../generated/runtime/write-reply.js";
import { jsonPieces, type JsonText } from "../../http/json-pieces.js";
import { RowTexts, type CheckRows } from "../projections/row-texts.js";
import { queueRow } from "../projections/rows.js";
import { projectionSet, projectionSetOf, type ProjectionSet } from "../projections/set.js";
import { isReady, lag, lastEvent, type View } from "../projections/view.js";
import { QueueState } from "../queue/state.js";
import type { JobspecRuntime } from "../runtime.js";
import type { JobspecContext } from "./context.js";
import { readFailure } from "./failure.js";

/** Up to so many jobs, of up to 1 MiB each, the reply is made anew, checked as every other, and has a length. */
const MAX_UNCACHED_JOBS = 32;

/** GET /v1/status: all jobs, each up to six times. With many jobs it is put together from texts that are kept. */
export function statusHandler(runtime: JobspecRuntime): JobspecHandlers<JobspecContext>["getDaemonStatus"] {
  const texts = new RowTexts(requireValidRows);
  return () => {
    try {
      const view = runtime.view();
      if (view.state.jobCount <= MAX_UNCACHED_JOBS) return { status: 200, body: status(view) };
      return { status: 200, body: storedJson<StatusResponse>(inTurns(jsonPieces(statusOfTexts(view, texts)))) };
    } catch (fault) {
      return readFailure(fault);
    }
  };
}

function status(view: View): StatusResponse {
  const jobs = Array.from(view.state.jobs(), (job) => queueRow(job, view.now)).filter((row) => row !== undefined);
  return { ...head(view), queue: { jobs, ...lastEvent(view.state) }, projections: projectionSet(view) };
}

/** Everything is looked up here, at one moment; what breaks the contract throws before a byte is sent. */
function statusOfTexts(view: View, texts: RowTexts): object {
  const jobs: JsonText[] = [];
  const projections = projectionSetOf(view, (job) => {
    const { queue, projection } = texts.of(job, view.now);
    if (queue !== undefined) jobs.push(queue);
    return projection;
  });
  const top = head(view);
  const queue = lastEvent(view.state);
  requireValid({ ...top, queue: { jobs: [], ...queue }, projections: withoutRows(projections) });
  return { ...top, queue: { jobs, ...queue }, projections };
}

function head(view: View): Pick<StatusResponse, "ready" | "projection_lag"> {
  return { ready: isReady(view), projection_lag: lag(view) };
}

/** The pieces and a newline; others get their turn between two. */
async function* inTurns(pieces: Iterable<string>): AsyncGenerator<string> {
  for (const piece of pieces) yield piece;
  yield "\n";
}

const EMPTY = status({ state: new QueueState(), corruptCount: 0, now: 0 });

function withoutRows({ openclaw, ...projections }: ProjectionSet<unknown>): object {
  const { jobs, rpi, dream, wiki } = EMPTY.projections;
  const { resources } = EMPTY.projections.openclaw;
  return { ...projections, jobs, rpi, dream, wiki, openclaw: { ...openclaw, resources } };
}

/** A row is valid when a status that holds it is. */
const requireValidRows: CheckRows = (queue, projection) => {
  requireValid({
    ...EMPTY,
    queue: { jobs: queue === undefined ? [] : [queue] },
    projections: { ...EMPTY.projections, jobs: [projection] },
  });
};

function requireValid(reply: unknown): void {
  if (checkStatusResponse(reply)) return;
  const issues = new Issues();
  checkStatusResponse(reply, issues);
  throw new ReplyError("the status is not what the contract declares", issues.list);
}
