import {
  TransportError,
  type CallOptions,
  type Check,
  type Client,
  type Credential,
  type Explain,
  type TransportErrorCode,
  type TransportErrorDetails,
} from "./client.js";

/** Puts the credential of a security scheme into a request; false when the client has none. */
export type Authorize<Credentials> = (credentials: Credentials, draft: RequestDraft) => Promise<boolean>;

/** The parts of a request that credentials change. */
export interface RequestDraft {
  url: string;
  /** Those of the call's parameters, and of credentials in lower case; of one name in two spellings the last counts. */
  readonly headers: Record<string, HeaderValue>;
}

type HeaderValue = string | number | boolean | undefined;
type HeaderValues = Readonly<Record<string, HeaderValue>>;
export type BodyContent = RequestInit["body"];

/** One call of an operation, serialised. */
export interface Call<Credentials> {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers?: HeaderValues;
  /** Of the body; absent where `fetch` finds it itself. */
  readonly contentType?: string;
  readonly body?: BodyContent | Promise<BodyContent>;
  /** Alternatives: the first for which the client has the credentials is used. */
  readonly security?: readonly Authorize<Credentials>[];
  /** `manual` when redirections are replies of the contract. */
  readonly redirect?: "manual";
  readonly replies: Replies;
}

/** Replies by status, range (`2XX`) or `default`. */
export type Replies = Readonly<Record<string, ReplyShape>>;

/** What a contract declares for a status. */
export interface ReplyShape {
  readonly headers?: (incoming: Incoming) => Record<string, unknown>;
  /** `readJson` when absent. */
  readonly read?: ReadBody;
  readonly check?: Check;
}

/** Makes the body of a reply, and its `contentType` where the contract leaves a choice. */
export type ReadBody = (incoming: Incoming, check?: Check) => BodyMembers | Promise<BodyMembers>;

export interface BodyMembers {
  readonly body?: unknown;
  readonly contentType?: string;
}

/** A response while it is read. */
export interface Incoming {
  readonly response: Response;
  readonly signal: AbortSignal | undefined;
  readonly explain: Explain | undefined;
  /** The error that says what is wrong with this reply. */
  fail(code: TransportErrorCode, details?: Pick<TransportErrorDetails, "issues" | "cause">): TransportError;
}

/**
 * Makes the call that `prepare` describes. Resolves to a reply that the contract declares; rejects with
 * `TransportError` and with nothing else, also when `prepare` throws.
 */
export async function call<Reply, Credentials extends object>(
  client: Client<Credentials>,
  prepare: () => Call<Credentials>,
  options: CallOptions = {},
): Promise<Reply> {
  const { signal, timeoutMs = client.timeoutMs, fetch = client.fetch ?? globalThis.fetch } = options;
  // `AbortSignal.timeout` and `AbortSignal.any` would do the same at many times the cost.
  const controller = timeoutMs ? new AbortController() : undefined;
  const stop = (): void => controller?.abort();
  const timer = controller && setTimeout(stop, timeoutMs);
  if (controller) signal?.addEventListener("abort", stop);
  let what = "request";
  let code: TransportErrorCode = "unsendable";
  let response: Response | undefined;
  const fail: Incoming["fail"] = (fault, details) =>
    new TransportError(`${what}: ${fault}`, { code: fault, status: response?.status, ...details });
  try {
    const { method, url, headers, contentType, body: content, security = [], redirect, replies } = prepare();
    // Without the query, which may hold what should not stand in a log.
    what = `${method} ${url.replace(/\?.*/, "")}`;
    const draft: RequestDraft = { url: client.baseUrl + url, headers: { ...headers } };
    const credentials = { ...client.credentials } as Credentials; // all of its members are optional
    for (const authorize of security) if (await authorize(credentials, draft)) break;
    const body = await content;
    const sent: Record<string, string> = {};
    const own: HeaderValues = { "content-type": body === undefined ? body : contentType };
    for (const part of [client.headers, own, draft.headers, options.headers]) {
      // In one spelling: `fetch` would send both values of a name that is spelled in two ways.
      for (const name in part) if (part[name] !== undefined) sent[name.toLowerCase()] = String(part[name]);
    }
    code = "network";
    signal?.throwIfAborted();
    const init = {
      method,
      headers: sent,
      body,
      redirect,
      signal: controller?.signal ?? signal,
      duplex: "half",
    };
    // Undefined is absent to `fetch`, and not all platforms' types know `duplex`, which is for bodies that are streams.
    response = await fetch(draft.url, init as RequestInit);
    const incoming: Incoming = { response, signal, explain: client.explain, fail };
    return (await receive(incoming, replies)) as Reply; // of a declared status, and checked
  } catch (cause) {
    response?.body?.cancel().catch(() => undefined);
    if (cause instanceof TransportError) throw cause;
    throw fail(signal?.aborted ? "aborted" : controller?.signal.aborted ? "timeout" : code, { cause });
  } finally {
    if (controller) {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }
}

interface ReplyMembers extends BodyMembers {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
}

async function receive(incoming: Incoming, replies: Replies): Promise<ReplyMembers> {
  const { status } = incoming.response;
  const shape = replies[status] ?? replies[`${String(status)[0]}XX`] ?? replies["default"];
  if (!shape) throw incoming.fail("undeclared-status");
  const { headers, read = readJson, check } = shape;
  return { status, ...(headers && { headers: headers(incoming) }), ...(await read(incoming, check)) };
}

/** A body of JSON that passes `check`. */
export async function readJson(incoming: Incoming, check?: Check, type = "application/json"): Promise<BodyMembers> {
  const { response, fail } = incoming;
  const contentType = response.headers
    .get("content-type")
    ?.replace(/\s*;.*/, "")
    .toLowerCase();
  if (contentType !== type) throw fail("undeclared-content-type");
  return { body: parseJson(incoming, await response.text(), check) };
}

/** The value of a JSON text that passes `check`. */
export function parseJson({ explain, fail }: Incoming, text: string, check?: Check): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail("malformed-body", { cause });
  }
  if (check && !check(value)) throw fail("invalid-body", { issues: explain?.(check, value) });
  return value;
}

/** The text of a credential. */
export function ask(credential: Credential): string | Promise<string> {
  return typeof credential === "string" ? credential : credential();
}
