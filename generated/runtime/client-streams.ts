import type { BodyMembers, Incoming } from "./call.js";
import type { Check } from "./client.js";
import { requireType } from "./client-media.js";

/** A body of text that passes `check`. */
export async function readText(incoming: Incoming, type: string, check?: Check): Promise<BodyMembers> {
  requireType(incoming, type);
  const body = await incoming.response.text();
  if (check && !check(body)) throw incoming.fail("invalid-body", { issues: incoming.explain?.(check, body) });
  return { body };
}

/** A body of bytes. */
export function readBinary(incoming: Incoming, type: string): BodyMembers {
  requireType(incoming, type);
  return { body: readChunks(incoming) };
}

/**
 * The bytes of a response as they come, to be read once. Whoever stops early closes the connection, as does the signal
 * of the call. Fails with a `TransportError` when the connection breaks.
 */
export function readChunks(incoming: Incoming): AsyncGenerator<Uint8Array, void> {
  const { response, signal } = incoming;
  // By its reader: streams of browsers are not all iterable.
  const body = response.body ?? new ReadableStream<Uint8Array>({ start: (empty) => empty.close() });
  const reader = body.getReader();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  if (signal?.aborted === true) cancel();
  // At once, so that a stream which nobody has begun to read can be aborted too.
  else signal?.addEventListener("abort", cancel);
  return chunks(incoming, { reader, cancel });
}

interface Source {
  readonly reader: { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> };
  cancel(): void;
}

async function* chunks({ signal, fail }: Incoming, { reader, cancel }: Source): AsyncGenerator<Uint8Array, void> {
  try {
    for (;;) {
      const { value } = await reader.read().catch((cause: unknown) => {
        throw fail(signal?.aborted === true ? "aborted" : "network", { cause });
      });
      // Cancelled, the reader says that the stream is over.
      if (signal?.aborted === true) throw fail("aborted", { cause: signal.reason });
      if (value === undefined) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    cancel();
  }
}

/** Characters of a line beyond which a stream is given up, lest a peer fill the memory. */
const LINE_LIMIT = 16_777_216;

/** How the lines of a stream are found. */
export interface LineOptions {
  /** The error of text that is not UTF-8, or of a line that is too long. */
  readonly fail: (code: "malformed-body", details: { readonly cause: unknown }) => Error;
  /** Turns what else ends a line into newlines; is given the text as it comes, in order. */
  readonly normalise?: (text: string) => string;
}

/** The lines of UTF-8 text, without their newlines; the last one may lack its own. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { fail, normalise }: LineOptions,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  // Joined only when the line is complete: a long line comes in many pieces, and each joining would copy all before.
  let pieces: string[] = [];
  let size = 0;
  const add = (text: string): void => {
    size += text.length;
    if (size > LINE_LIMIT) throw fail("malformed-body", { cause: `a line is longer than ${LINE_LIMIT} characters` });
    pieces.push(text);
  };
  for await (const chunk of chunks) {
    const text = decode(fail, () => decoder.decode(chunk, { stream: true }));
    const [first = "", ...others] = (normalise?.(text) ?? text).split("\n");
    add(first);
    for (const next of others) {
      yield pieces.join("");
      pieces = [];
      size = 0;
      add(next);
    }
  }
  add(decode(fail, () => decoder.decode()));
  yield pieces.join("");
}

function decode(fail: LineOptions["fail"], text: () => string): string {
  try {
    return text();
  } catch (cause) {
    throw fail("malformed-body", { cause });
  }
}
