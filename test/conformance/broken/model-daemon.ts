import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { isObject } from "../json.js";
import type { Control } from "../suite/case.js";
import type { Deviation } from "./faults.js";
import { ALIAS, TOKEN, denial } from "./model-auth.js";
import { cancel, refusal, submit, trigger, type Answer, type Fields } from "./model-queue.js";
import { READS } from "./model-reads.js";
import { lag, reasons } from "./model-rows.js";
import { ModelState } from "./model-state.js";
import { altered, send, type Sent } from "./model-wire.js";
import { claim, finish, heartbeat, sweep } from "./model-work.js";

const BODY_LIMIT_BYTES = 1024 * 1024;
const SLOW_MS = 15;
/** How many requests a busy daemon works on. */
const BUSY_REQUESTS = 8;

type Write = (state: ModelState, body: Fields, failpoint: string | undefined) => Answer | Promise<Answer>;

const WRITES: Readonly<Record<string, Write>> = {
  "/v1/jobs": submit,
  "/v1/jobs/cancel": cancel,
  "/openclaw/v1/triggers/jobs": trigger,
  "/v1/worker/claim": claim,
  "/v1/worker/heartbeat": heartbeat,
  "/v1/worker/complete": (state, body) => finish(state, body, "completed"),
  "/v1/worker/fail": (state, body) => finish(state, body, "failed"),
};

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
  if (state.has("eager-expiry")) sweep(state);
  const url = new URL(request.url ?? "/", "http://model");
  const isAlias = ALIAS.test(url.pathname) && !state.has("no-aliases");
  const path = isAlias ? `/v1${url.pathname}` : url.pathname;
  const [read, write] = [READS[path], WRITES[path]];
  const isHidden = state.has("worker-methods") && path.startsWith("/v1/worker/") && request.method !== "POST";
  if ((read === undefined && write === undefined) || isHidden) return unknown(state);
  const allow = read === undefined ? "POST" : "GET";
  if (request.method === "OPTIONS" && state.has("options-answered")) {
    return { status: 204, allow: allowHeader(state, allow, path) };
  }
  if (!isAllowed(state, allow, request))
    return { ...refusal(405, "not allowed"), allow: allowHeader(state, allow, path) };
  if (read !== undefined) {
    const isGuarded = path.startsWith("/openclaw/") && state.has("reads-guarded");
    return (isGuarded ? denial(state, url, request) : undefined) ?? read(state, url.searchParams, isAlias);
  }
  return change(state, { request, url, path, write });
}

function unknown(state: ModelState): Sent {
  return state.has("redirects") ? { status: 308, location: "/v1/health" } : refusal(404, "not found");
}

function isAllowed(state: ModelState, allow: string, { method, url }: IncomingMessage): boolean {
  const isRead = allow === "GET";
  const isHead = isRead && method === "HEAD" && state.has("head-answered");
  const isPut = method === "PUT" && url === "/v1/health" && state.has("put-reads");
  return method === allow || isHead || isPut;
}

function allowHeader(state: ModelState, allow: string, path: string): string {
  if (state.has("allow-elsewhere") && path === "/v1/ready") return "POST";
  if (state.has("allow-all")) return allow === "GET" ? "GET,HEAD,OPTIONS" : "OPTIONS, POST";
  return allow === "GET" && state.has("allow-order") ? "HEAD, GET" : allow;
}

interface Change {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly path: string;
  readonly write: Write | undefined;
}

async function change(state: ModelState, { request, url, path, write }: Change): Promise<Answer> {
  const denied = denial(state, url, request);
  const isLate = state.has("auth-after-body") || (state.has("worker-auth-late") && path.startsWith("/v1/worker/"));
  if (denied !== undefined && state.has("denied-reserves")) await reserve(state, request);
  if (denied !== undefined && !isLate) return denied;
  if (path.startsWith("/openclaw/") && !state.isReady && !state.has("trigger-unready")) return notReady(state);
  if (!state.isReady && state.has("damaged-refuses")) return refusal(503, "the ledger is damaged");
  const isCut = state.has("no-chunks") && request.headers["content-length"] === undefined;
  const body = decode(state, isCut ? Buffer.alloc(0) : await buffer(request));
  if (!("fields" in body)) return body;
  const header = request.headers["x-agentops-failpoint"]?.toString();
  const failpoint = state.has("no-failpoints") ? undefined : header;
  if (denied !== undefined || write === undefined) return denied ?? refusal(404, "not found");
  if (state.has("busy") && state.busy >= BUSY_REQUESTS) return refusal(503, "busy");
  return state.during(async () => write(state, body.fields, failpoint));
}

/** Takes note of a key although the request is denied. */
async function reserve(state: ModelState, request: IncomingMessage): Promise<void> {
  const body = decode(state, await buffer(request));
  if ("fields" in body) state.reserved.add(String(body.fields["idempotency_key"]));
}

function notReady(state: ModelState): Answer {
  return { status: 503, body: { error: "daemon is not ready", projection_lag: lag(state), ...reasons(state) } };
}

function decode(state: ModelState, bytes: Buffer): Answer | { readonly fields: Fields } {
  if (bytes.length > BODY_LIMIT_BYTES && !state.has("large-bodies")) return refusal(413, "request body is too large");
  const text = bytes.toString("utf8");
  if (state.has("bytes-unread") && text.includes("\ufffd")) return refusal(500, "invalid byte sequence");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = state.has("json-lenient") ? { job_id: "lenient", job_type: "rpi.run" } : undefined;
  }
  if (!isObject(value)) return refusal(400, "invalid json");
  const { payload } = value;
  const areStrings = STRINGS.every((name) => typeof (value[name] ?? "") === "string");
  const isPayload = state.has("types-unchecked") || payload === undefined || payload === null || isObject(payload);
  return areStrings && isPayload ? { fields: value as Fields } : refusal(400, "invalid json"); // JSON has no other
}
