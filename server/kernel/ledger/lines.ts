import type { StorageFile } from "../ports/storage.js";

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

/** Visits the lines of the first `endBytes` bytes in order, holding one line and one chunk in memory. */
export async function readLines(file: StorageFile, endBytes: number, visit: (line: Line) => void): Promise<void> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let lineOffset = 0;
  let number = 0;
  const flush = (tail: Buffer, terminated: boolean): void => {
    const length = pendingBytes + tail.length;
    const bytes = length > MAX_LINE_BYTES ? undefined : pending.length === 0 ? tail : Buffer.concat([...pending, tail]);
    number++;
    visit({ number, offset: lineOffset, length, bytes, terminated });
    lineOffset += length + 1;
    pending = [];
    pendingBytes = 0;
  };
  for (let offset = 0; offset < endBytes; ) {
    const chunk = await file.read(offset, Math.min(CHUNK_BYTES, endBytes - offset));
    if (chunk.length === 0) break;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      flush(chunk.subarray(start, end), true);
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    pendingBytes += rest.length;
    // A line that is too long is counted, not kept.
    if (rest.length > 0 && pendingBytes <= MAX_LINE_BYTES) pending.push(rest);
    offset += chunk.length;
  }
  if (pendingBytes > 0) flush(Buffer.alloc(0), false);
}
