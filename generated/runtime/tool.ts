import { TransportError, type CallOptions, type Client, type TransportErrorCode } from "./client.js";
import type { Issue } from "./issue.js";
import { limitsOf, readBody, type BodyLimits } from "./tool-body.js";
import { readInput, type InputReading } from "./tool-input.js";

/** A JSON Schema in the words that every provider of language models takes. */
export interface ToolSchema {
  readonly [keyword: string]: unknown;
}

/** An operation as a tool for language models. */
export interface Tool<Credentials extends object = object> {
  /** Matches `^[a-zA-Z0-9_-]{1,64}$`. */
  readonly name: string;
  /** At most 1024 characters. */
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly tags?: readonly string[];
  /**
   * Of the input, which is the operation's request: `path`, `query`, `headers`, `cookies` and `body`. It guides a model
   * and leaves out what some provider refuses; `call` checks the input against the contract itself.
   */
  readonly inputSchema: ToolSchema;
  /** Checks the input, sends it, and gives what came of it as JSON. Rejects for faults of a program only. */
  call(client: Client<Credentials>, input: unknown, options?: ToolOptions): Promise<ToolResult>;
}

/** What one call of a tool may add to its client's options. */
export interface ToolOptions extends CallOptions, Partial<BodyLimits> {}

/** What came of a call: JSON, to be shown to a model. */
export type ToolResult = ToolReply | ToolRefusal | ToolFailure;

/** The API has replied with what the contract declares. */
export interface ToolReply {
  readonly outcome: "reply";
  /** True from status 400. */
  readonly isError: boolean;
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  /**
   * JSON as it is, text as a string, streams as a list of items, bytes as `{ mediaType, base64 }`; absent when the
   * reply has none.
   */
  readonly body?: unknown;
  /** The body goes on, but a limit of the call ended it here. */
  readonly isCut?: true;
}

/** The input is not what the contract says. Nothing was sent. */
export interface ToolRefusal {
  readonly outcome: "refused";
  readonly isError: true;
  readonly issues: readonly Issue[];
}

/** No reply that the contract declares has come. Whether the API has done something is not known. */
export interface ToolFailure {
  readonly outcome: "failed";
  readonly isError: true;
  readonly code: TransportErrorCode;
  readonly message: string;
  readonly issues?: readonly Issue[];
}

/** How the call of one operation is made. */
export interface ToolCall<Request> extends InputReading {
  /** By status or range, what the bytes of a reply are. */
  readonly mediaTypes?: Readonly<Record<string, string>>;
  send(request: Request, options: CallOptions): Promise<ToolAnswer>;
}

/** What the replies of every operation have in common. */
export interface ToolAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: object;
  readonly body?: unknown;
}

/** Calls an operation with what a model gave. */
export async function callTool<Request>(
  input: unknown,
  call: ToolCall<Request>,
  options: ToolOptions = {},
): Promise<ToolResult> {
  const read = readInput(input, call);
  if (read.issues !== undefined) return { outcome: "refused", isError: true, issues: read.issues };
  // Of its own, so that a stream which is left before its end is closed.
  const controller = new AbortController();
  const stop = (): void => controller.abort(options.signal?.reason);
  if (options.signal?.aborted === true) stop();
  options.signal?.addEventListener("abort", stop);
  try {
    const request = read.request as Request; // what the check lets through
    return await replyOf(await call.send(request, { ...options, signal: controller.signal }), call, options);
  } catch (fault) {
    if (!(fault instanceof TransportError)) throw fault;
    const { code, message, issues } = fault;
    return { outcome: "failed", isError: true, code, message, ...(issues !== undefined && { issues }) };
  } finally {
    options.signal?.removeEventListener("abort", stop);
    controller.abort();
  }
}

async function replyOf(
  { status, contentType, headers, body }: ToolAnswer,
  { mediaTypes }: Pick<ToolCall<never>, "mediaTypes">,
  options: ToolOptions,
): Promise<ToolReply> {
  const declared = mediaTypes?.[status] ?? mediaTypes?.[`${String(status)[0]}XX`] ?? mediaTypes?.["default"];
  const mediaType = contentType ?? declared ?? "application/octet-stream";
  return {
    outcome: "reply",
    isError: status >= 400,
    status,
    ...(headers !== undefined && { headers: { ...headers } }),
    ...(await readBody(body, mediaType, limitsOf(options))),
  };
}
