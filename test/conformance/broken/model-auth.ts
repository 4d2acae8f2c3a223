import type { IncomingMessage } from "node:http";
import { refusal, type Answer } from "./model-queue.js";
import type { ModelState } from "./model-state.js";

export const TOKEN = "model-token";
/** The unversioned names. */
export const ALIAS = /^\/(health|ready|status|events|jobs|jobs\/cancel)$/;

/** Why a request may not change anything; undefined when it may. */
export function denial(state: ModelState, url: URL, request: IncomingMessage): Answer | undefined {
  if (isOpen(state, url, request)) return undefined;
  const { headers } = request;
  const isOpenAlias = state.has("alias-origin") && ALIAS.test(url.pathname);
  const isCrossSite = headers["sec-fetch-site"] === "cross-site" && !state.has("fetch-site-unread");
  const isForeign = (headers.origin !== undefined && !isOpenAlias) || isCrossSite;
  if (isForeign && !state.has("origin-trusted")) return refusal(403, "daemon mutation denied: browser");
  return isToken(state, givenToken(state, request))
    ? undefined
    : refusal(403, "daemon mutation denied: token mismatch");
}

function givenToken(state: ModelState, { headers, rawHeaders }: IncomingMessage): string {
  const names = state.has("header-case") ? rawHeaders : Object.keys(headers);
  const isThere = names.includes("x-agentops-daemon-token");
  const header = isThere ? (headers["x-agentops-daemon-token"]?.toString().trim() ?? "") : "";
  const scheme = state.has("scheme-unread") ? /^\w+ (.*)$/ : /^Bearer (.*)$/;
  const bearer = scheme.exec(headers.authorization ?? "")?.[1]?.trim() ?? "";
  return header === "" || (state.has("bearer-rescues") && bearer === TOKEN) ? bearer : header;
}

function isToken(state: ModelState, given: string): boolean {
  const isAlike =
    (state.has("token-prefix") && given.startsWith(TOKEN)) ||
    (state.has("token-shortened") && given !== "" && TOKEN.startsWith(given)) ||
    (state.has("token-end-unread") && given.length === TOKEN.length && given.startsWith(TOKEN.slice(0, -1))) ||
    (state.has("token-any-case") && given.toLowerCase() === TOKEN);
  return isAlike || given === TOKEN;
}

/** True for requests that the faults let through without a token. */
function isOpen(state: ModelState, { pathname, searchParams }: URL, { headers }: IncomingMessage): boolean {
  const hasNone = headers["x-agentops-daemon-token"] === undefined && headers.authorization === undefined;
  return (
    (state.has("cancel-unguarded") && pathname === "/v1/jobs/cancel") ||
    (state.has("fail-unguarded") && pathname === "/v1/worker/fail" && headers.origin === undefined) ||
    (state.has("aliases-open") && ALIAS.test(pathname)) ||
    (state.has("token-optional") && hasNone) ||
    (state.has("token-in-query") && searchParams.get("token") === TOKEN) ||
    (state.has("failpoint-open") && headers["x-agentops-failpoint"] !== undefined)
  );
}
