import type { IncomingMessage } from "node:http";

/** Why a body could not be taken. */
export type BodyFault = "too-large" | "malformed" | "aborted";

/** The body of a request, or why there is none. */
export type BodyResult<Value> = { readonly value: Value } | { readonly fault: BodyFault; readonly message: string };

/**
 * Levels of nesting beyond which JSON is refused: code that walks it, `JSON.stringify` included, would exhaust the
 * stack.
 */
const MAX_DEPTH = 1000;

/**
 * A body that is too large is read on, unkept, up to this many times the limit, so that the caller gets to read the
 * answer.
 */
export const DISCARD_FACTOR = 8;

/** Reads the whole body, at most `limitBytes`. Resolves once nothing more of it needs to be read. */
export function readBytes(request: IncomingMessage, limitBytes: number): Promise<BodyResult<Buffer>> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limitBytes * DISCARD_FACTOR) return Promise.resolve(tooLarge(limitBytes));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limitBytes * DISCARD_FACTOR) resolve(tooLarge(limitBytes));
    });
    request.on("end", () => {
      if (size > limitBytes) return resolve(tooLarge(limitBytes));
      resolve({ value: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size) });
    });
    const abort = (): void => {
      if (!request.readableEnded)
        resolve({ fault: "aborted", message: "the connection closed before the body was complete" });
    };
    request.on("error", abort);
    request.on("close", abort);
  });
}

/** The refusal of a body that is larger than `limitBytes`. */
export function tooLarge(limitBytes: number): { readonly fault: BodyFault; readonly message: string } {
  return { fault: "too-large", message: `the body is larger than ${limitBytes} bytes` };
}

/** Parses JSON text (RFC 8259). Bytes that are not UTF-8 become U+FFFD, as the Encoding Standard's decoder does. */
export function parseJsonBody(bytes: Buffer): BodyResult<unknown> {
  const text = bytes.toString("utf8");
  if (text.length > 2 * MAX_DEPTH && isTooDeep(text)) {
    return { fault: "malformed", message: `the body nests more than ${MAX_DEPTH} levels` };
  }
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: "malformed", message: text.trim() === "" ? "the body is empty" : "the body is not JSON" };
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInString) {
      if (code === 0x5c)
        index += 1; // a backslash escapes the next character
      else if (code === 0x22) isInString = false;
    } else if (code === 0x22) isInString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}
