import type { BodyContent, Call } from "./call.js";
import { findMedia } from "./find-media.js";

/** One way to write a body. */
export interface BodyWriter {
  readonly type: string;
  /** `never`: which of the writers a body is for is told by its `contentType`, and the request's type ties the two. */
  write(body: never): BodyContent | Promise<BodyContent>;
}

/** The body of an operation that takes several media types; the first is meant when the request names none. */
export function chooseBody(
  request: { readonly contentType?: string; readonly body?: unknown },
  writers: readonly BodyWriter[],
): Pick<Call<object>, "body" | "contentType"> {
  const writer = request.contentType === undefined ? writers[0] : findMedia(writers, request.contentType);
  if (writer === undefined) throw new TypeError(`the content type ${String(request.contentType)} is not declared`);
  if (request.body === undefined) return {};
  const body = writer.write(request.body as never); // see `BodyWriter`
  // Only `fetch` knows the boundary of a form with files.
  return body instanceof FormData ? { body } : { body, contentType: request.contentType ?? writer.type };
}

/** A `multipart/form-data` body. Files are `Blob`s; `types`: of fields that the contract gives one of their own. */
export function multipartBody(body: unknown, types: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...(body as object) })) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined || item === null) continue;
      const part = partOf(item, Object.hasOwn(types, name) ? types[name] : undefined);
      // Two calls, since the name of a `File` is kept only when none is given.
      if (typeof part === "string") form.append(name, part);
      else form.append(name, part);
    }
  }
  return form;
}

function partOf(value: unknown, type: string | undefined): string | Blob {
  if (value instanceof Blob) return value;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return type === undefined ? text : new Blob([text], { type });
}

/** A body of bytes, sent as they come; where the platform cannot, as in Firefox and Safari, once they are all there. */
export async function binaryBody(chunks: AsyncIterable<Uint8Array>): Promise<BodyContent> {
  if (canStream()) return toStream(chunks);
  const parts: Blob[] = [];
  for await (const chunk of chunks) parts.push(new Blob([new Uint8Array(chunk)]));
  return new Blob(parts);
}

/** A body of JSON texts, one a line; `isSequence`: each begins with U+001E (RFC 7464 section 2.2). */
export function linesBody(items: AsyncIterable<unknown>, isSequence = false): Promise<BodyContent> {
  return binaryBody(encodeLines(items, isSequence ? "\x1e" : ""));
}

async function* encodeLines(items: AsyncIterable<unknown>, start: string): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const item of items) yield encoder.encode(`${start}${JSON.stringify(item)}\n`);
}

/** Where streams cannot be sent, `Request` does not ask for `duplex` and takes the stream for a text. */
function canStream(): boolean {
  let isAsked = false;
  const init = {
    method: "POST",
    body: new ReadableStream(),
    get duplex(): "half" {
      isAsked = true;
      return "half";
    },
  };
  const { headers } = new Request("http://localhost", init);
  return isAsked && !headers.has("content-type");
}

function toStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
