import type { Fetch } from "./client.js";

/** How calls are repeated. Times are in milliseconds. */
export interface RetryOptions {
  /** Attempts in all, the first included. 3 by default. */
  readonly attempts?: number;
  /** Wait before the second attempt, doubled before each further one, less a random part up to half. 200 by default. */
  readonly delayMs?: number;
  /** Longest wait; when `Retry-After` asks for more, the caller is given that reply instead. 20,000 by default. */
  readonly maxDelayMs?: number;
  /** Marks calls that may be repeated though their method alone does not say so. */
  readonly isRepeatable?: (method: string, url: string) => boolean;
  /** Waits, and rejects when the signal is aborted meanwhile. */
  readonly sleep?: (ms: number, signal: AbortSignal | null | undefined) => Promise<void>;
  /** A number of [0, 1). */
  readonly random?: () => number;
  readonly now?: () => number;
}

/** Methods whose repetition does no more than the first call (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"]);

/** Statuses of servers that may well answer the next time. */
const TRANSIENT: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * A `fetch` for clients that repeats what is safe to repeat after a broken connection or a status of 429, 502, 503 or
 * 504, and gives the last reply or error when that does not help. `timeoutMs` of a call covers all attempts together.
 */
export function withRetries(fetch: Fetch, options: RetryOptions = {}): Fetch {
  const { attempts = 3, isRepeatable = () => false, sleep = pause } = options;
  return async (url, init) => {
    const { method = "GET", body, signal } = init;
    const isSafe = (IDEMPOTENT.has(method) || isRepeatable(method, url)) && !isStream(body);
    for (let attempt = 1; ; attempt += 1) {
      const last = !isSafe || attempt >= attempts;
      const response = await fetch(url, init).catch((error: unknown) => {
        if (last || signal?.aborted === true) throw error;
        return undefined;
      });
      if (response !== undefined && (last || !TRANSIENT.has(response.status))) return response;
      const delay = delayBefore(attempt, response, options);
      if (response !== undefined && delay === undefined) return response;
      await response?.body?.cancel();
      await sleep(delay ?? 0, signal);
    }
  };
}

/** A stream can be read only once. */
function isStream(body: unknown): boolean {
  return body instanceof ReadableStream;
}

/** Undefined when the server asks for a longer wait than is wanted. */
function delayBefore(attempt: number, response: Response | undefined, options: RetryOptions): number | undefined {
  const { delayMs = 200, maxDelayMs = 20_000, random = Math.random, now = Date.now } = options;
  const backOff = Math.min(maxDelayMs, delayMs * 2 ** (attempt - 1)) * (1 - random() / 2);
  const asked = retryAfter(response?.headers.get("retry-after") ?? "", now);
  return asked > maxDelayMs ? undefined : Math.max(asked, backOff);
}

/** Milliseconds of `Retry-After`: seconds or a date (RFC 9110 section 10.2.3); 0 when it says nothing. */
function retryAfter(text: string, now: () => number): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now());
}

function pause(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted === true)
        reject(signal.reason as Error); // rejections of an aborted `fetch` carry the same
      else resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted === true) end();
  });
}
