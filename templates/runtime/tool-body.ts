/** How much of a reply's body a tool shows. Bodies of JSON are never cut: half of one is none. */
export interface BodyLimits {
  /** Items of a stream after which it is left; default 100. */
  readonly maxItems: number;
  /** Bytes, or characters of text, after which a body is left; default 65536. */
  readonly maxBytes: number;
  /** Milliseconds after which a stream is left; default 10000. */
  readonly maxStreamMs: number;
}

/** The limits that are given, and the default of the others. */
export function limitsOf({ maxItems = 100, maxBytes = 65_536, maxStreamMs = 10_000 }: Partial<BodyLimits>): BodyLimits {
  return { maxItems, maxBytes, maxStreamMs };
}

/** A body as JSON. */
export interface ShownBody {
  readonly body?: unknown;
  readonly isCut?: true;
}

/**
 * A reply's body as JSON: a stream as a list of its items, bytes as base64 beside their media type. Rejects as the
 * stream does. A stream that is cut is not closed; whoever called aborts the call.
 */
export async function readBody(body: unknown, mediaType: string, limits: BodyLimits): Promise<ShownBody> {
  if (body === undefined) return {};
  if (typeof body === "string" && body.length > limits.maxBytes)
    return { body: body.slice(0, limits.maxBytes), isCut: true };
  if (!isStream(body)) return { body };
  const { items, isCut } = await collect(body, limits);
  const shown = items[0] instanceof Uint8Array ? bytes(items as Uint8Array[], mediaType) : items; // all alike
  return { body: shown, ...(isCut && { isCut }) };
}

function isStream(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

interface Collected {
  readonly items: readonly unknown[];
  readonly isCut: boolean;
}

async function collect(stream: AsyncIterable<unknown>, limits: BodyLimits): Promise<Collected> {
  const items: unknown[] = [];
  const iterator = stream[Symbol.asyncIterator]();
  let left = limits.maxBytes;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limits.maxStreamMs, undefined);
  });
  try {
    for (;;) {
      const next = iterator.next();
      // Of a stream that is left nobody waits for the end, nor for its failure.
      next.catch(() => undefined);
      const result = await Promise.race([next, late]);
      if (result === undefined) return { items, isCut: true };
      if (result.done === true) return { items, isCut: false };
      const { value } = result;
      const isBytes = value instanceof Uint8Array;
      const size = isBytes ? value.length : JSON.stringify(value).length;
      if (isBytes && size > left) items.push(value.subarray(0, left));
      if (size > left || (!isBytes && items.length === limits.maxItems)) return { items, isCut: true };
      items.push(value);
      left -= size;
    }
  } finally {
    clearTimeout(timer);
  }
}

function bytes(chunks: readonly Uint8Array[], mediaType: string): { mediaType: string; base64: string } {
  let text = "";
  for (const chunk of chunks) for (const byte of chunk) text += String.fromCharCode(byte);
  return { mediaType, base64: btoa(text) };
}
