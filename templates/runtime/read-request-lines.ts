import { splitLines } from "./client-streams.js";
import { Issues, type Check } from "./issues.js";
import { RefusedRequestError, invalidBody } from "./refusal.js";

/**
 * The items of a request that is a stream of JSON texts, one a line, as they come; blank lines are skipped. Throws
 * `RefusedRequestError` at an item that is not what the contract says: a handler that lets it through answers as the
 * router does for other faulty bodies.
 */
export async function* readRequestLines(
  chunks: AsyncIterable<Uint8Array>,
  check: Check | undefined,
): AsyncGenerator<unknown, void> {
  let index = 0;
  for await (const line of splitLines(chunks, { fail: malformed })) {
    // Records of `application/json-seq` begin with U+001E (RFC 7464 section 2.2).
    const text = line.charCodeAt(0) === 0x1e ? line.slice(1) : line;
    if (text.trim() === "") continue;
    yield checkedItem(parseItem(text, index), { index, check });
    index += 1;
  }
}

function parseItem(text: string, index: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed("malformed-body", { cause: `item ${index} is not JSON` });
  }
}

function malformed(kind: "malformed-body", { cause }: { readonly cause: unknown }): RefusedRequestError {
  const reason = typeof cause === "string" ? cause : "it is not UTF-8";
  return new RefusedRequestError({ kind, message: `the body is malformed: ${reason}` });
}

function checkedItem(item: unknown, { index, check }: { index: number; check: Check | undefined }): unknown {
  if (check === undefined || check(item)) return item;
  const found = new Issues();
  check(item, found);
  throw new RefusedRequestError(invalidBody(found.list.map((issue) => ({ ...issue, path: `/${index}${issue.path}` }))));
}
