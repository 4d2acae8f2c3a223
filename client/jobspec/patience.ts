import { TransportError, type CallOptions } from "../../generated/runtime/client.js";
import { fullJitter, LONGEST_MS, systemTiming, type Backoff, type Timing } from "./timing.js";

/** How long, and how, a call is repeated while the daemon is away. */
export interface Patience {
  /** Ends the call that is under way, or the wait for the next. */
  readonly signal?: AbortSignal;
  /** Longest time of one attempt in milliseconds; 10,000 by default. */
  readonly attemptTimeoutMs?: number;
  /** Bounds of the waits between attempts; from 100 to 5,000 ms by default. */
  readonly backoff?: Backoff;
  /** Told of every attempt that is going to be repeated. */
  readonly onFault?: (fault: Fault) => void;
  /** True for a reply below 500, or one outside of the contract, that is waited out as well; none by default. */
  readonly isPassing?: (answer: DaemonReply | TransportError) => boolean;
  readonly timing?: Partial<Timing>;
}

/** Why an attempt settled nothing: there was no reply, or it says that the daemon failed. */
export interface Fault {
  /** Of the reply, when there was one. */
  readonly status: number | undefined;
  readonly message: string;
  /** False when no connection came about, so that the daemon cannot have seen the request. */
  readonly wasSent: boolean;
  readonly cause: TransportError | undefined;
}

/** What every reply of the daemon is, as far as its repetition depends on it. */
export interface DaemonReply {
  readonly status: number;
  readonly body?: object;
}

/** Replies that settle a call: those which do not say that the daemon failed. */
export type Settled<Reply> = Exclude<Reply, { readonly status: 500 | 503 }>;

/** How a call ended that was repeated until it was settled. */
export type Settlement<Reply> =
  | { readonly kind: "reply"; readonly reply: Settled<Reply>; readonly attempts: number }
  | {
      readonly kind: "given-up";
      readonly reason: "aborted" | "deadline";
      readonly attempts: number;
      /** Of the last attempt; undefined when there was none. */
      readonly fault: Fault | undefined;
    };

const DEFAULT_ATTEMPT_TIMEOUT_MS = 10_000;
const DEFAULT_BACKOFF: Backoff = { firstMs: 100, longestMs: 5_000 };

/**
 * Repeats a call after broken connections, time-outs and statuses of 500 and above, until another reply comes,
 * `deadlineMs` are over, or the signal is aborted. Rejects with `TransportError` for what no repetition mends: a
 * request that cannot be sent, or a reply that the contract does not know.
 */
export async function untilSettled<Reply extends DaemonReply>(
  call: (options: CallOptions) => Promise<Reply>,
  patience: Patience,
  deadlineMs: number,
): Promise<Settlement<Reply>> {
  const { signal, attemptTimeoutMs = DEFAULT_ATTEMPT_TIMEOUT_MS, backoff = DEFAULT_BACKOFF } = patience;
  const timing = timingOf(patience);
  const end = timing.now() + deadlineMs;
  let fault: Fault | undefined;
  for (let attempts = 0; ; attempts += 1) {
    const leftMs = end - timing.now();
    if (isAborted(signal)) return { kind: "given-up", reason: "aborted", attempts, fault };
    if (leftMs <= 0) return { kind: "given-up", reason: "deadline", attempts, fault };
    const timeoutMs = Math.ceil(Math.min(attemptTimeoutMs, leftMs, LONGEST_MS));
    try {
      const reply = await call({ timeoutMs, ...(signal && { signal }) });
      if (isSettled(reply) && patience.isPassing?.(reply) !== true)
        return { kind: "reply", reply, attempts: attempts + 1 };
      fault = { status: reply.status, message: errorOf(reply.body), wasSent: true, cause: undefined };
    } catch (cause) {
      if (!(cause instanceof TransportError)) throw cause;
      if (cause.code !== "aborted" && !isPassing(cause) && !isWaitedOut(cause, patience)) throw cause;
      fault = { status: cause.status, message: describe(cause), wasSent: wasSent(cause), cause };
    }
    if (isAborted(signal)) continue;
    patience.onFault?.(fault);
    await timing.sleep(Math.min(fullJitter(attempts, backoff, timing), Math.max(0, end - timing.now())), signal);
  }
}

/** The ports of these options, the system's where they leave one out. */
export function timingOf({ timing }: Pick<Patience, "timing">): Timing {
  return { ...systemTiming, ...timing };
}

/** The text of an error reply. */
export function errorOf(body: object | undefined): string {
  return body !== undefined && "error" in body && typeof body.error === "string"
    ? body.error
    : "the daemon gave no reason";
}

/** What went wrong with a call, with the reason that the platform gives. */
export function describe(error: TransportError): string {
  const texts = causes(error).map(({ message }) => message);
  const root = texts.findLast((text) => text !== "");
  return root === undefined || root === error.message ? error.message : `${error.message}: ${root}`;
}

/** A function of its own, since the compiler takes what was false before an `await` to be false behind it. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** True when the same call may well succeed later. */
function isPassing({ code, status = 0 }: TransportError): boolean {
  return code === "network" || code === "timeout" || status >= 500;
}

/** What cannot be sent is the caller's fault, and stays one. */
function isWaitedOut(error: TransportError, patience: Patience): boolean {
  return error.code !== "unsendable" && patience.isPassing?.(error) === true;
}

function isSettled<Reply extends DaemonReply>(reply: Reply): reply is Reply & Settled<Reply> {
  return reply.status < 500;
}

/** Codes of Node for connections that did not come about; a browser tells nothing. */
const UNCONNECTED = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

function wasSent(error: TransportError): boolean {
  return !causes(error).some((cause) => "code" in cause && UNCONNECTED.includes(String(cause.code)));
}

function causes(error: Error): Error[] {
  const { cause } = error;
  return cause instanceof Error ? [error, ...causes(cause)] : [error];
}
