import { isObject, type Json } from "../json.js";
import { refusal, type Answer } from "./model-queue.js";
import { lag, lastEvent, projectionStatus, reasons, resources, snapshotBody, statusBody } from "./model-rows.js";
import type { ModelState } from "./model-state.js";

type Read = (state: ModelState, query: URLSearchParams, isAlias: boolean) => Answer;

/** What can be read, by its path. */
export const READS: Readonly<Record<string, Read>> = {
  "/v1/health": (state) => {
    if (state.damaged > 0 && state.has("health-reads")) return refusal(500, "scan ledger: damaged");
    const now = state.time(state.has("clock-frozen") ? state.startedMs : state.nowMs);
    return ok({ status: "ok", daemon: "agentopsd", read_only: true, now });
  },
  "/v1/ready": (state) => ({
    status: !state.isReady && state.has("unready-503") ? 503 : 200,
    body: {
      ...{ ready: state.isReady, ledger_replay_status: state.isReady ? "complete" : "corrupt" },
      ...{ projection_status: projectionStatus(state), projection_lag: lag(state), ...reasons(state) },
    },
  }),
  "/v1/status": (state) => {
    const event = { type: "job.accepted", jobId: state.id("read"), requestId: "read", actor: "model" };
    if (state.has("reading-writes")) state.append({ ...event, payload: { job_type: "rpi.run" } });
    return ok(state.has("lagging") ? state.recent(statusBody) : statusBody(state));
  },
  "/v1/events": events,
  "/openclaw/v1/health": (state) => {
    const { status, schema_version: _, resources: lists, ...head } = snapshotBody(state);
    const more = Number(state.has("counts-wrong"));
    const counts = Object.entries(isObject(lists) ? lists : {}).map(([kind, list]) => [
      kind,
      (list as Json[]).length + more, // made by the model
    ]);
    const own = { status: "ok", ready: state.isReady, snapshot_status: status ?? "", ...reasons(state) };
    return ok({ ...head, ...own, resource_counts: Object.fromEntries(counts) as Json });
  },
  "/openclaw/v1/snapshot/latest": (state) => ok(snapshotBody(state)),
  "/openclaw/v1/runs": (state) => ok({ runs: resources(state, "lists-stale").runs }),
  "/openclaw/v1/jobs": (state) => ok({ jobs: resources(state, "lists-stale").jobs }),
  "/openclaw/v1/wiki": (state) => ok({ wiki: resources(state, "lists-stale").wiki }),
};

function events(state: ModelState, asked: URLSearchParams, isAlias: boolean): Answer {
  const query = state.has("no-pages") ? new URLSearchParams() : asked;
  const [since, limit] = [query.get("since"), query.get("limit")];
  const all = state.has("damage-hides-behind") ? state.events.slice(0, state.damagedAt) : state.events;
  const at = since === null ? -1 : all.findIndex(({ event_id: id }) => id === since);
  const isUnknown = since !== null && at === -1;
  if (isUnknown && !state.has("lenient-cursor") && !state.has("cursor-unread")) return refusal(400, "cursor not found");
  if (limit !== null && !/^\d+$/.test(limit)) return refusal(400, "limit must be a non-negative integer");
  const isLater = since === null || !(state.has("since-inclusive") || (state.has("page-inclusive") && limit !== null));
  const start = isUnknown && state.has("lenient-cursor") ? all.length : at + Number(isLater);
  const page = all.slice(isAlias && state.has("alias-short") ? -1 : start, endOfPage(state, start, limit));
  const isNull = page.length === 0 && state.has("null-lists");
  const shown = (state.has("events-reversed") ? page.toReversed() : page) as unknown as Json; // events are JSON
  return ok({
    events: isNull ? null : shown,
    ...corruptLines(state),
    ...(state.has("page-names-its-last") && limit !== null ? lastEvent(state, page) : lastEvent(state)),
  });
}

function endOfPage(state: ModelState, start: number, limit: string | null): number | undefined {
  if (limit === null) return state.has("default-page") ? start + 100 : undefined;
  const more = Number(state.has("pages-one-more")) - Number(state.has("pages-lose-one") && Number(limit) > 1);
  return start + Number(limit) + more;
}

function corruptLines(state: ModelState): Readonly<Record<string, Json>> {
  const line = (index: number): number => (state.has("damage-one-line") ? 1 : index + 1);
  const corrupt = Array.from({ length: state.damaged }, (_, at) => ({ line_number: line(at), error: "not JSON" }));
  return corrupt.length === 0 || state.has("damage-unlisted") ? {} : { corrupt };
}

function ok(body: Json): Answer {
  return { status: 200, body };
}
