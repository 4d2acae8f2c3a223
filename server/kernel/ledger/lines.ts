/** Bytes that can be read at any offset. */
export interface ByteSource {
  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A line may hold at most this many bytes, as in later versions of the reference (the first one stopped at 64 KiB). */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** One line without its newline. `bytes` is undefined when it is longer than {@link MAX_LINE_BYTES}. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  readonly bytes: Buffer | undefined;
  /** False for what follows the last newline. */
  readonly terminated: boolean;
}

/** The start of a line. */
export interface LineStart {
  readonly offset: number;
  /** 1-based. */
  readonly number: number;
}

/** The first line of a file. */
export const FIRST_LINE: LineStart = { offset: 0, number: 1 };

/** Which lines to read: those from `start` (default the first) that lie before `endBytes`. */
export interface LineRange {
  readonly start?: LineStart;
  readonly endBytes: number;
}

/**
 * Visits lines in order, holding one line and one chunk in memory. A visit that returns a promise is waited for.
 * The bytes of a line are only good during its visit.
 */
export async function readLines(
  file: ByteSource,
  range: LineRange,
  visit: (line: Line) => Promise<void> | undefined,
): Promise<void> {
  const { start = FIRST_LINE, endBytes } = range;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let lineOffset = start.offset;
  let number = start.number;
  const take = (tail: Buffer, terminated: boolean): Line => {
    const length = pendingBytes + tail.length;
    const bytes = length > MAX_LINE_BYTES ? undefined : pending.length === 0 ? tail : Buffer.concat([...pending, tail]);
    const line = { number, offset: lineOffset, length, bytes, terminated };
    number++;
    lineOffset += length + 1;
    pending = [];
    pendingBytes = 0;
    return line;
  };
  for (let offset = start.offset; offset < endBytes;) {
    const chunk = await file.read(offset, Math.min(CHUNK_BYTES, endBytes - offset));
    if (chunk.length === 0) break;
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const waited = visit(take(chunk.subarray(from, end), true));
      if (waited !== undefined) await waited;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    pendingBytes += rest.length;
    // A line that is too long is counted, not kept.
    if (rest.length > 0 && pendingBytes <= MAX_LINE_BYTES) pending.push(rest);
    offset += chunk.length;
  }
  if (pendingBytes > 0) await visit(take(Buffer.alloc(0), false));
}
