import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { isObject, type Json } from "../json.js";
import type { Answer } from "./model-queue.js";
import type { ModelState } from "./model-state.js";

/** An answer with what belongs to HTTP alone. */
export type Sent = Answer & { readonly allow?: string; readonly location?: string };

/** Refusals that the contract has 500 for, which the reference daemon answers so. */
const AS_500 = /^"(invalid job type|request_id must|daemon queue: job not found)/;

/** What the schemas do not require of rows, replies and heads. */
const OPTIONAL = [
  ...["last_event_id", "request_ids", "idempotency_key", "claim_token", "lease_epoch", "lease_expires_at"],
  ...["artifacts", "projection_targets", "payload", "created_at", "updated_at", "result_status", "output_paths"],
];
const OF_A_RESOURCE = ["resource_id", "resource_kind", "status", "failure"];

/** The same in other words. */
export function altered(state: ModelState, { status, body, ...rest }: Sent, url: string): Sent {
  const isRefusal = status >= 400 && status < 500;
  const own = isObject(body) ? body : {};
  const text = isRefusal && state.has("other-texts") ? { error: "no" } : {};
  const more = body !== undefined && state.has("more-members") ? { x_of_this_daemon: { a: [1] } } : {};
  const isLate = isRefusal && url.startsWith("/v1/jobs") && AS_500.test(JSON.stringify(own["error"] ?? ""));
  const told = body === undefined ? {} : { body: { ...own, ...text, ...more } as Json }; // members of JSON
  const sent = { ...rest, ...told, status: isLate && state.has("refuses-with-500") ? 500 : status };
  const isBare = state.has("bare") && !url.startsWith("/v1/worker/");
  return isBare && sent.body !== undefined ? { ...sent, body: bared(sent.body) } : sent;
}

/** A value without what the contract's schemas do not require, as far as no text of the contract promises it. */
function bared(value: Json): Json {
  if (Array.isArray(value)) return value.map(bared);
  if (!isObject(value)) return value;
  const members = Object.entries(value as Readonly<Record<string, Json>>).map(([name, one]) => [name, bared(one)]);
  const without = (isLeft: (name: string) => boolean): Json =>
    Object.fromEntries(members.filter(([name]) => isLeft(String(name)))) as Json;
  if ("resource_id" in value) return without((name) => OF_A_RESOURCE.includes(name));
  if ("event_type" in value) return without((name) => name !== "payload" || value["event_type"] === "job.cancelled");
  return without((name) => !OPTIONAL.includes(name));
}

/** Writes an answer to the connection. */
export async function send(response: ServerResponse, sent: Sent, state: ModelState): Promise<void> {
  const { req: request } = response;
  if (request.method === "HEAD" && state.has("head-body")) {
    request.socket.end('HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 13\r\n\r\n{"error":"x"}');
    return;
  }
  response.statusCode = sent.status;
  setHeaders(response, sent, state);
  if (state.has("early-refusal") && sent.status === 403) response.once("finish", () => request.socket.destroySoon());
  const text = sent.body === undefined ? undefined : `${JSON.stringify(sent.body)}\n`;
  if (text === undefined || !state.has("in-pieces")) {
    response.end(text);
    return;
  }
  for (const piece of [text.slice(0, 1), text.slice(1, -1), text.slice(-1)]) {
    response.write(piece);
    await setImmediate();
  }
  response.end();
}

function setHeaders(response: ServerResponse, { body, allow, location }: Sent, state: ModelState): void {
  if (allow !== undefined && !state.has("no-allow")) response.setHeader("Allow", allow);
  if (location !== undefined) response.setHeader("Location", location);
  if (state.has("closes")) response.setHeader("Connection", "close");
  if (state.has("other-headers")) {
    for (const name of ["Cache-Control", "X-Frame-Options", "ETag"]) response.setHeader(name, "x");
  }
  if (body === undefined) return;
  const charset = state.has("charset") ? "application/json; charset=utf-8" : "application/json";
  const type = state.has("other-headers") ? "Application/JSON;Charset=UTF-8" : charset;
  response.setHeader("Content-Type", state.has("media-type") ? "text/plain" : type);
}
