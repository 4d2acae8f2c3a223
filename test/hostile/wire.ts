/** One reply as it was on the wire. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; a name that occurs twice is a fault. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** What was read is no HTTP/1.1 reply (RFC 9112). */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Answers that are complete, and how many bytes they took. Interim answers (1xx) are passed over. */
export interface ReadAnswers {
  readonly answers: readonly WireAnswer[];
  readonly bytes: number;
}

/**
 * Reads as many whole answers as there are, strictly; `methods` are those of the requests, since a reply to HEAD has no
 * body whatever its header says. Throws {@link WireError}.
 */
export function readAnswers(bytes: Buffer, methods: readonly string[]): ReadAnswers {
  const answers: WireAnswer[] = [];
  let offset = 0;
  for (;;) {
    const read = readOne(bytes.subarray(offset), methods[answers.length] === "HEAD");
    if (read === undefined) return { answers, bytes: offset };
    offset += read.bytes;
    if (read.answer.status >= 200) answers.push(read.answer);
  }
}

function readOne(bytes: Buffer, isHead: boolean): { readonly answer: WireAnswer; readonly bytes: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const match = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/.exec(first);
  if (match === null) throw new WireError(`no status line: ${JSON.stringify(first.slice(0, 200))}`);
  const status = Number(match[1]);
  const headers = readHeaders(lines);
  const start = end + 4;
  if (isHead || status < 200 || status === 204 || status === 304) {
    return { answer: { status, headers, body: Buffer.alloc(0) }, bytes: start };
  }
  const body = headers.get("transfer-encoding") === "chunked" ? chunked(bytes, start) : sized(bytes, start, headers);
  return body === undefined ? undefined : { answer: { status, headers, body: body.body }, bytes: body.end };
}

function readHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
    if (match === null) throw new WireError(`no header field: ${JSON.stringify(line.slice(0, 200))}`);
    const name = (match[1] ?? "").toLowerCase();
    if (headers.has(name)) throw new WireError(`two header fields ${name}`);
    headers.set(name, match[2] ?? "");
  }
  if (headers.has("content-length") && headers.has("transfer-encoding")) throw new WireError("two ways of framing");
  return headers;
}

interface Framed {
  readonly body: Buffer;
  readonly end: number;
}

function sized(bytes: Buffer, start: number, headers: ReadonlyMap<string, string>): Framed | undefined {
  const length = headers.get("content-length") ?? "";
  if (!/^\d+$/.test(length)) throw new WireError(`an answer without a length: ${JSON.stringify([...headers])}`);
  const end = start + Number(length);
  return end > bytes.length ? undefined : { body: bytes.subarray(start, end), end };
}

function chunked(bytes: Buffer, start: number): Framed | undefined {
  const chunks: Buffer[] = [];
  for (let offset = start; ;) {
    const end = bytes.indexOf("\r\n", offset);
    if (end < 0) return undefined;
    const size = bytes.toString("latin1", offset, end);
    if (!/^[0-9A-Fa-f]+$/.test(size)) throw new WireError(`no size of a chunk: ${JSON.stringify(size.slice(0, 80))}`);
    const length = parseInt(size, 16);
    const next = end + 2 + length + 2;
    if (next > bytes.length) return undefined;
    if (bytes.toString("latin1", next - 2, next) !== "\r\n") throw new WireError("a chunk without its end");
    if (length === 0) return { body: Buffer.concat(chunks), end: next };
    chunks.push(bytes.subarray(end + 2, next - 2));
    offset = next;
  }
}
