import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { isObject, type Json } from "../json.js";
import type { Control } from "../suite/case.js";
import type { Deviation } from "./faults.js";
import { cancel, refusal, submit, trigger, type Answer, type Fields } from "./model-queue.js";
import { lag, lastEvent, projectionStatus, reasons, resources, snapshotBody, statusBody } from "./model-rows.js";
import { ModelState } from "./model-state.js";
import { claim, finish, heartbeat } from "./model-work.js";

const TOKEN = "model-token";
const BODY_LIMIT_BYTES = 1024 * 1024;
const SLOW_MS = 15;

type Read = (state: ModelState, query: URLSearchParams) => Answer;
type Write = (state: ModelState, body: Fields, failpoint: string | undefined) => Answer | Promise<Answer>;

const READS: Readonly<Record<string, Read>> = {
  "/v1/health": (state) => {
    if (state.damaged > 0 && state.has("health-reads")) return refusal(500, "scan ledger: damaged");
    return ok({ status: "ok", daemon: "agentopsd", read_only: true, now: state.time(state.nowMs) });
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
  "/openclaw/v1/runs": (state) => ok({ runs: resources(state).runs }),
  "/openclaw/v1/jobs": (state) => ok({ jobs: resources(state).jobs }),
  "/openclaw/v1/wiki": (state) => ok({ wiki: resources(state).wiki }),
};

const WRITES: Readonly<Record<string, Write>> = {
  "/v1/jobs": submit,
  "/v1/jobs/cancel": cancel,
  "/openclaw/v1/triggers/jobs": trigger,
  "/v1/worker/claim": claim,
  "/v1/worker/heartbeat": heartbeat,
  "/v1/worker/complete": (state, body) => finish(state, body, "completed"),
  "/v1/worker/fail": (state, body) => finish(state, body, "failed"),
};

const ALIAS = /^\/(health|ready|status|events|jobs|jobs\/cancel)$/;
const STRINGS = ["job_id", "request_id", "job_type", "idempotency_key", "reason"];

/**
 * A JobSpec daemon in memory that keeps every promise of the suite, but those that its faults break. It shares no code
 * with the project's own daemon, so that a mistake which the suite shares with one of them shows in the other.
 */
export class ModelDaemon {
  readonly url: string;
  readonly workerUrl: string;
  readonly token = TOKEN;
  readonly #server: Server;

  private constructor(server: Server, state: ModelState) {
    // A TCP server has an address object once it listens.
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.workerUrl = this.url;
    this.#server = server;
    this.controls = {
      restart: () => Promise.resolve(state.restart("SIGTERM")),
      kill: () => Promise.resolve(state.restart("SIGKILL")),
      damage: () => Promise.resolve(state.damage()),
    };
  }

  readonly controls: Readonly<Record<Control, () => Promise<void>>>;

  static async start(...deviations: readonly Deviation[]): Promise<ModelDaemon> {
    const state = new ModelState(new Set(deviations));
    const server = createServer((request, response) => {
      const delayMs = state.has("slow") ? SLOW_MS : 0;
      void answer(state, request)
        .then((reply) => sleep(delayMs, reply))
        .then((reply) => send(response, altered(state, reply, request.url ?? ""), state));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ModelDaemon(server, state);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

/** Checks come in this order: path, method, token, readiness, body. */
async function answer(state: ModelState, request: IncomingMessage): Promise<Sent> {
  const url = new URL(request.url ?? "/", "http://model");
  const isAlias = ALIAS.test(url.pathname) && !state.has("no-aliases");
  const path = isAlias ? `/v1${url.pathname}` : url.pathname;
  const [read, write] = [READS[path], WRITES[path]];
  if (read === undefined && write === undefined) return refusal(404, "not found");
  const allow = read === undefined ? "POST" : "GET";
  const told = allow === "GET" && state.has("allow-order") ? "HEAD, GET" : allow;
  if (request.method !== allow) return { ...refusal(405, "method not allowed"), allow: told };
  if (read !== undefined) return read(state, url.searchParams);
  const denied = isOpen(state, url, request) ? undefined : denial(state, request);
  if (denied !== undefined && !state.has("auth-after-body")) return denied;
  if (path.startsWith("/openclaw/") && !state.isReady && !state.has("trigger-unready")) return notReady(state);
  const isCut = state.has("no-chunks") && request.headers["content-length"] === undefined;
  const body = decode(state, isCut ? Buffer.alloc(0) : await buffer(request));
  if (!("fields" in body)) return body;
  const header = request.headers["x-agentops-failpoint"]?.toString();
  const failpoint = state.has("no-failpoints") ? undefined : header;
  return denied ?? write?.(state, body.fields, failpoint) ?? refusal(404, "not found");
}

function denial(state: ModelState, { headers, rawHeaders }: IncomingMessage): Answer | undefined {
  const isForeign = headers.origin !== undefined || headers["sec-fetch-site"] === "cross-site";
  if (isForeign && !state.has("origin-trusted")) return refusal(403, "daemon mutation denied: browser");
  const names = state.has("header-case") ? rawHeaders : Object.keys(headers);
  const isThere = names.includes("x-agentops-daemon-token");
  const header = isThere ? (headers["x-agentops-daemon-token"]?.toString().trim() ?? "") : "";
  const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? "")?.[1]?.trim() ?? "";
  const given = header === "" || (state.has("bearer-rescues") && bearer === TOKEN) ? bearer : header;
  const isRight = state.has("token-prefix") ? given.startsWith(TOKEN) : given === TOKEN;
  return isRight ? undefined : refusal(403, "daemon mutation denied: mutation token mismatch");
}

function notReady(state: ModelState): Answer {
  return { status: 503, body: { error: "daemon is not ready", projection_lag: lag(state), ...reasons(state) } };
}

/** True for requests that the faults let through without a token. */
function isOpen(state: ModelState, { pathname, searchParams }: URL, { headers }: IncomingMessage): boolean {
  const hasNone = headers["x-agentops-daemon-token"] === undefined && headers.authorization === undefined;
  return (
    (state.has("cancel-unguarded") && pathname === "/v1/jobs/cancel") ||
    (state.has("aliases-open") && ALIAS.test(pathname)) ||
    (state.has("token-optional") && hasNone) ||
    (state.has("token-in-query") && searchParams.get("token") === TOKEN) ||
    (state.has("failpoint-open") && headers["x-agentops-failpoint"] !== undefined)
  );
}

function decode(state: ModelState, bytes: Buffer): Answer | { readonly fields: Fields } {
  if (bytes.length > BODY_LIMIT_BYTES && !state.has("large-bodies")) return refusal(413, "request body is too large");
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    value = state.has("json-lenient") ? { job_id: "lenient", job_type: "rpi.run" } : undefined;
  }
  if (!isObject(value)) return refusal(400, "invalid json");
  const { payload } = value;
  const areStrings = STRINGS.every((name) => typeof (value[name] ?? "") === "string");
  const isPayload = state.has("types-unchecked") || payload === undefined || payload === null || isObject(payload);
  return areStrings && isPayload ? { fields: value as Fields } : refusal(400, "invalid json"); // JSON has no other
}

function events(state: ModelState, asked: URLSearchParams): Answer {
  const query = state.has("no-pages") ? new URLSearchParams() : asked;
  const [since, limit] = [query.get("since"), query.get("limit")];
  const at = since === null ? -1 : state.events.findIndex(({ event_id: id }) => id === since);
  if (since !== null && at === -1) return refusal(400, "event cursor not found");
  if (limit !== null && !/^\d+$/.test(limit)) return refusal(400, "limit must be a non-negative integer");
  const start = at + Number(!(state.has("since-inclusive") && limit !== null));
  const page = state.events.slice(start, endOfPage(state, start, limit));
  const corrupt = Array.from({ length: state.damaged }, (_, index) => ({ line_number: index + 1, error: "not JSON" }));
  return ok({
    events: (state.has("events-reversed") ? page.toReversed() : page) as unknown as Json, // events are JSON
    ...(corrupt.length === 0 || state.has("damage-unlisted") ? {} : { corrupt }),
    ...lastEvent(state),
  });
}

function endOfPage(state: ModelState, start: number, limit: string | null): number | undefined {
  if (limit === null) return state.has("default-page") ? start + 100 : undefined;
  return start + Number(limit) - Number(state.has("pages-lose-one") && Number(limit) > 1);
}

type Sent = Answer & { readonly allow?: string };

/** The same in other words. */
function altered(state: ModelState, { status, body, ...rest }: Sent, url: string): Sent {
  const isRefusal = status >= 400 && status < 500;
  const own = isObject(body) ? body : {};
  const text = isRefusal && state.has("other-texts") ? { error: "no" } : {};
  const more = body !== undefined && state.has("more-members") ? { x_of_this_daemon: { a: [1] } } : {};
  const isLate = isRefusal && url.startsWith("/v1/jobs") && AS_500.test(JSON.stringify(own["error"] ?? ""));
  const told = body === undefined ? {} : { body: { ...own, ...text, ...more } as Json }; // members of JSON
  return { ...rest, ...told, status: isLate && state.has("refuses-with-500") ? 500 : status };
}

/** Refusals that the contract has 500 for, which the reference daemon answers so. */
const AS_500 = /^"(invalid job type|request_id must|daemon queue: job not found)/;

function send(response: ServerResponse, { status, body, allow }: Sent, state: ModelState): void {
  response.statusCode = status;
  if (allow !== undefined && !state.has("no-allow")) response.setHeader("Allow", allow);
  if (body === undefined) {
    response.end();
    return;
  }
  const type = state.has("charset") ? "application/json; charset=utf-8" : "application/json";
  response.setHeader("Content-Type", state.has("media-type") ? "text/plain" : type);
  response.end(`${JSON.stringify(body)}\n`);
}

function ok(body: Json): Answer {
  return { status: 200, body };
}
